/** Numbers as people write them into a field, and back. */

/** A number in full, as short as reads back to the same: 0.00085, 1e-5, inf. */
export function writtenNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

export function writtenNumbers(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === 'number' ? writtenNumber(value) : String(value))).join(', ');
}

/** The most numbers that a field takes. */
const most = 10_000;

/**
 * The numbers of a text, separated by commas or spaces, with or without brackets around them; undefined when anything
 * else is in it, or nothing at all.
 */
export function numbersIn(text: string): number[] | undefined {
  const parts = text
    .replace(/^\s*[[(]/, '')
    .replace(/[\])]\s*$/, '')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > most) return undefined;
  const numbers = parts.map(numberIn);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

const named = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

function numberIn(text: string): number | undefined {
  if (/^[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text.replaceAll('_', ''));
  return named.get(text.toLowerCase());
}
