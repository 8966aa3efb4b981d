/** A mistake in how the command line was called; the message says what to do instead. */
export class UsageError extends Error {}

/** Writes one line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * JSON that reads back to the same floats; typed arrays become arrays, and the numbers JSON lacks become
 * "nan", "inf" and "-inf".
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => {
    if (ArrayBuffer.isView(v) && !(v instanceof DataView)) return Array.from(v as unknown as ArrayLike<number>);
    if (typeof v !== 'number' || Number.isFinite(v)) return v;
    return Number.isNaN(v) ? 'nan' : v > 0 ? 'inf' : '-inf';
  });
}
