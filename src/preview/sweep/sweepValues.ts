import type { RunRequest } from '../sampling/samplingRun';
import { SweepError, type SweptOption, type SweptValue } from './sweptOption';

/** More pictures than this on one sheet can no longer be compared. */
export const maxValues = 64;

/** One picture of a sweep. */
export interface SweepCell {
  readonly value: SweptValue;
  /** The value the configuration has, or the scheduler gives: what the others are to be compared with. */
  readonly current: boolean;
}

/**
 * Values from one number to another in equal parts, the value in force among them in its place.
 * @throws SweepError for an option that is not a number, or for too many values
 */
export function rangeOf(option: SweptOption, run: RunRequest, from: number, to: number, count: number): SweepCell[] {
  if (option.type !== 'number' && option.type !== 'integer')
    throw new SweepError(`${option.name} is not a number: name its values instead of a range.`);
  if (!Number.isFinite(from) || !Number.isFinite(to)) throw new SweepError('A sweep goes from one number to another.');
  refuseCount(count);
  const parts = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / Math.max(1, count - 1));
  const values = option.type === 'integer' ? parts.map(Math.round) : parts.map(shortest);
  return cellsOf(option, run, values);
}

/**
 * These values, the one in force among them; numbers in order, words as they were given.
 * @throws SweepError for too many values
 */
export function cellsOf(option: SweptOption, run: RunRequest, values: readonly SweptValue[]): SweepCell[] {
  const current = option.current(run);
  const all = [...values, ...(current === null || values.some((value) => isSame(value, current)) ? [] : [current])];
  const cells = [...new Set(all)].map((value) => ({ value, current: current !== null && isSame(value, current) }));
  refuseCount(cells.length);
  const isNumeric = cells.every(({ value }) => typeof value === 'number');
  return isNumeric ? cells.sort((a, b) => Number(a.value) - Number(b.value)) : cells;
}

function refuseCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= maxValues) return;
  throw new SweepError(
    `A sweep shows between 1 and ${maxValues} values, not ${count}. Ask for ${count > maxValues ? 'fewer' : 'more'}.`,
  );
}

/** Equal to the eye, and to float32. */
function isSame(a: SweptValue, b: SweptValue): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b));
}

/** 0.1 + 0.2 is meant to be 0.3. */
const shortest = (value: number): number => Number(value.toPrecision(12));
