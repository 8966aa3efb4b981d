import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const beatMilliseconds = 1_000;
/** A lock untouched for so long was left by a process that is gone. */
const staleMilliseconds = 10_000;
const pollMilliseconds = 100;

/**
 * Does something while no other window does: two that append to one file would spoil it. The lock is a file that its holder
 * touches every second. Packages for it (proper-lockfile) are no longer kept up.
 * @throws the signal's reason while waiting; whatever the work throws
 */
export async function withLock<T>(lock: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  while (!(await take(lock))) await sleep(pollMilliseconds, undefined, { signal });
  const beat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), beatMilliseconds);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const held = await stat(lock).catch(() => null);
    if (held !== null && Date.now() - held.mtimeMs > staleMilliseconds) await rm(lock, { force: true });
    return false;
  }
}
