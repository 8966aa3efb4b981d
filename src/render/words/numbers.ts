/** How numbers are written for people, and for pasting back into Python. */

/**
 * Six significant digits without trailing zeros, as torch prints a float32: 14.6146, 0.0291675, 1.2e-5.
 * Non-finite values are ∞, −∞ and NaN.
 */
export function significant(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e9) {
    const rounded = Number(value.toPrecision(digits));
    return Number.isInteger(rounded) ? rounded.toFixed(0) : String(rounded);
  }
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  return `${mantissa.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`;
}

/** A float as Python would print it; always with a point or an exponent, so that it reads back as a float. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : '-float("inf")';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The shortest decimal that reads back to the same float32. */
export function pythonFloat32(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return pythonFloat(short);
  }
  return pythonFloat(Number.isFinite(value) ? Number(value.toPrecision(9)) : value);
}

/** "1 step", "70 steps". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
