import type { ChildProcess } from 'node:child_process';

/** One of the VS Codes that can be installed here. */
export interface InstalledVscode {
  readonly serverMain: string;
}

export const oldestVscode: InstalledVscode;
export const laterVscode: InstalledVscode;

export interface VscodeServer {
  readonly address: string;
  readonly data: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export function startVscodeServer(options: {
  data: string;
  extensions: string;
  settings?: Readonly<Record<string, unknown>>;
  port?: number;
  env?: Readonly<Record<string, string>>;
  vscode?: InstalledVscode;
}): Promise<VscodeServer>;
