import { performance } from 'node:perf_hooks';
import type { WriteStream } from 'node:tty';

/** Times between two updates, in milliseconds. */
const pause = 100;

/**
 * One line at the foot of a terminal that says how far the work is; nothing where the output is no terminal. Libraries for it
 * (cli-progress, ora) draw bars and spinners for work of a known length, and bring more code than this.
 */
export class Progress {
  private last = -Infinity;
  private count = 0;

  constructor(private readonly stream: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>) {}

  /** Another file is begun. */
  next(file: string): void {
    this.count++;
    this.say(`${this.count} files, ${file}`);
  }

  /** Says how far the work is, unless it said so just now. */
  say(line: string): void {
    if (!this.stream.isTTY || performance.now() - this.last < pause) return;
    this.last = performance.now();
    this.stream.write(`\r\u001b[K${line.slice(0, Math.max(0, this.stream.columns - 1))}`);
  }

  /** Takes the line away: before anything else is written, and at the end. */
  clear(): void {
    if (this.stream.isTTY && this.last > -Infinity) this.stream.write('\r\u001b[K');
  }
}
