import type { ChildProcess } from 'node:child_process';

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
}): Promise<VscodeServer>;
