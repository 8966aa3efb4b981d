import type { Value } from './values';

/** Limits on the values inside a value, and on their depth: more than any configuration holds. */
const most = 20_000;
const deepest = 40;

/**
 * Whether a value exceeds the limits. A program can double a list with `a = [a, a]` or put a dict into itself, so code that
 * visits every part of a value checks this first.
 */
export const isTooLarge = (value: Value): boolean => roomAfter(value, most, 0) < 0;

/** How many values a value contains, up to the limit: the cost of assigning it. */
export const sizeOf = (value: Value): number => most - roomAfter(value, most, 0);

/** The room left after a value; below zero, the value exceeds it and was not visited completely. */
function roomAfter(value: Value, room: number, depth: number): number {
  const parts = partsOf(value);
  if (!parts) return room - 1;
  if (depth >= deepest) return -1;
  let left = room - 1;
  for (const part of parts) {
    if (left < 0) break;
    left = roomAfter(part, left, depth + 1);
  }
  return left;
}

function partsOf(value: Value): Iterable<Value> | null {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'dict') return value.entries.pairs().map(([, entry]) => entry);
  return value.kind === 'choice' ? value.among : null;
}
