/** numpy's array functions; results are float64 unless the comment says otherwise. */
import { raise } from './python';
import { numberOf, requireInteger } from './size';

/** `np.linspace(start, stop, num)`. @throws ValueError for a negative count */
export function linspace(start: number, stop: number, num: number): Float64Array {
  requireInteger(num);
  if (num < 0) {
    raise('ValueError', `Number of samples, ${num}, must be non-negative.`, 'Use a positive number of steps.');
  }
  const values = new Float64Array(numberOf(num));
  const intervals = num - 1;
  const step = (stop - start) / intervals;
  // numpy scales before dividing when the step underflows to zero.
  for (let i = 0; i < num; i++) values[i] = (step === 0 ? (i / intervals) * (stop - start) : i * step) + start;
  if (num === 1) values[0] = start;
  else if (num > 1) values[intervals] = stop;
  return values;
}

/**
 * `np.arange(start, stop, step)` of floats: `ceil((stop − start) / step)` values, spaced by the difference of the first
 * two as they are rounded.
 */
export function arange(start: number, stop: number, step: number): Float64Array {
  const values = new Float64Array(numberOf(Math.max(0, Math.ceil((stop - start) / step))));
  const spacing = start + step - start;
  for (let i = 0; i < values.length; i++) values[i] = start + i * spacing;
  return values;
}

/** `np.round(x)`: halves go to the even neighbour. */
export function roundHalfEven(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

/** `x.round()` of every element. */
export function round(x: Float64Array): Float64Array {
  return x.map(roundHalfEven);
}

/**
 * `np.interp(x, np.arange(len(y)), y)`: linear between the entries of `y` in float64, the end values outside.
 * @throws ValueError if `y` is empty
 */
export function interpOverIndices(x: ArrayLike<number>, y: Float32Array): Float64Array {
  if (y.length === 0) raise('ValueError', 'array of sample points is empty', 'Use at least one training timestep.');
  const values = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) values[i] = valueAt(y, x[i]);
  return values;
}

function valueAt(y: Float32Array, t: number): number {
  const last = y.length - 1;
  if (Number.isNaN(t)) return NaN;
  if (t < 0) return y[0];
  if (t >= last) return y[last];
  const low = Math.floor(t);
  return t === low ? y[low] : between(y[low], y[low + 1], t - low);
}

/** The value at `share` of the way from a to b; next to an infinite end numpy extrapolates from the other one. */
function between(a: number, b: number, share: number): number {
  const slope = b - a;
  const fromLeft = slope * share + a;
  return Number.isNaN(fromLeft) ? slope * (share - 1) + b : fromLeft;
}

/** `astype(np.int64)`: towards zero. Timesteps fit in 32 bits. */
export function toIntegers(x: ArrayLike<number>): Int32Array {
  return new Int32Array(x);
}
