/**
 * ONNX Runtime blocks the main thread while it runs, so a process whose editor was killed would not notice until
 * it is done. A thread of its own looks for the parent instead.
 */
import { Worker, workerData } from 'node:worker_threads';

const pollMilliseconds = 250;

/** Starts the thread that ends this process when its parent is gone; `file` must call {@link watchParent} in it. */
export function startWatchdog(file: string): void {
  new Worker(file, { workerData: process.ppid }).unref();
}

/** The thread's side: polls the parent's id, which both changes and dies with it, depending on the system. */
export function watchParent(): void {
  const parent = Number(workerData);
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, 'SIGKILL');
  }, pollMilliseconds);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
