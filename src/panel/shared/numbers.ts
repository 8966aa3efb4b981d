/** A number as the page prints it: four significant digits that line up, and the non-finite ones by name. */
export function shortNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(3) : decimals(value, size);
  return text.replace('-', '−');
}

function decimals(value: number, size: number): string {
  if (size >= 1000) return trimmed(value.toFixed(2));
  return size < 1 ? value.toPrecision(4) : value.toFixed(4);
}

/** A number within a sentence, without zeros that only line columns up. */
export function plainNumber(value: number | undefined): string {
  return trimmed(shortNumber(value));
}

/** Timesteps are mostly whole; those that are not get the digits that tell them apart. */
export function timestepNumber(value: number | undefined): string {
  return value !== undefined && Number.isInteger(value) ? String(value) : plainNumber(value);
}

function trimmed(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}
