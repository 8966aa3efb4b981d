export function newestVsix(): string;
export function installVsix(vsix: string, extensions: string, data: string): void;
