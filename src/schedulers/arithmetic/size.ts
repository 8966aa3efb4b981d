/** Limits on the length of arrays, so that no count can fill the memory. */
import { raise } from './python';

/** A count that has to be whole. @throws TypeError */
export function requireInteger(count: number): void {
  if (!Number.isSafeInteger(count)) {
    raise('TypeError', `${count} cannot be interpreted as an integer`, 'Use a whole number.');
  }
}

const largest = 1_000_000;

/** A number of array entries that is safe to allocate. @throws MemoryError above a million */
export function numberOf(count: number): number {
  if (count > largest) {
    raise('MemoryError', `An array of ${count} values is more than is computed here.`, `Use at most ${largest} steps.`);
  }
  return count;
}
