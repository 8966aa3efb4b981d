import type { Value } from './values';

/** Values in values, all counted, and how deep they lie: more than any configuration holds. */
const most = 20_000;
const deepest = 40;

/**
 * Whether a value holds more than is followed. A program doubles a list with `a = [a, a]` and puts a dict into itself; what
 * goes through every part of a value asks this first.
 */
export const isTooLarge = (value: Value): boolean => roomAfter(value, most, 0) < 0;

/** How many values a value is, as far as they are counted: what it costs to hand it on. */
export const sizeOf = (value: Value): number => most - roomAfter(value, most, 0);

/** What is left of the room; below zero there was not enough, and not all was looked at. */
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
