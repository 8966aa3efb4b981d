import type { InstalledVscode } from './vscode-server.mjs';

export function newestVsix(): string;
export function installVsix(vsix: string, extensions: string, data: string, vscode?: InstalledVscode): void;
export function installedOnce(vsix: string, vscode?: InstalledVscode): string;
