/**
 * torch's arithmetic on the CPU, where its rounding shows in a schedule. Tensors are `Float32Array`.
 *
 * What was measured of PyTorch 2.13: `linspace` rounds each value once (fused multiply-add), walking from both ends;
 * `cumprod` accumulates in float64 and rounds each output.
 */
import type { FloatTensor } from './precision';
import { raise } from './python';
import { numberOf, requireInteger } from './size';

const { fround } = Math;

/** `torch.linspace(start, end, steps, dtype=torch.float32)`. @throws RuntimeError for a negative count */
export function linspace(start: number, end: number, steps: number): Float32Array {
  const values = new Float32Array(checkedSteps(steps));
  const first = fround(start);
  const last = fround(end);
  // Products of two float32 are exact in float64, so one rounding to float32 remains: the fused form.
  return fromBothEnds(values, first, last, fround(fround(last - first) / (steps - 1)));
}

/** `torch.linspace(start, end, steps, dtype=torch.float64)`. @throws RuntimeError for a negative count */
export function linspaceDouble(start: number, end: number, steps: number): Float64Array {
  return fromBothEnds(new Float64Array(checkedSteps(steps)), start, end, (end - start) / (steps - 1));
}

function checkedSteps(steps: number): number {
  requireInteger(steps);
  if (steps < 0) raise('RuntimeError', 'number of steps must be non-negative', 'Use a positive number of timesteps.');
  return numberOf(steps);
}

function fromBothEnds<T extends Float32Array | Float64Array>(values: T, first: number, last: number, step: number): T {
  const count = values.length;
  const half = Math.floor(count / 2);
  for (let i = 0; i < half; i++) values[i] = first + step * i;
  for (let i = half; i < count; i++) values[i] = last - step * (count - 1 - i);
  if (count === 1) values[0] = first;
  return values;
}

/** `torch.cumprod(x, dim=0)`: the running product is float64, also of float32. */
export function cumprod<T extends FloatTensor>(x: T): T {
  const products = x.slice();
  let product = 1;
  for (let i = 0; i < x.length; i++) products[i] = product *= x[i];
  return products as T;
}

/**
 * Applies `f` to every element and rounds to the tensor's dtype. It is `x.map(f)`, which in V8 takes five times as long
 * on the thousand entries of a training range.
 */
export function map<T extends FloatTensor>(x: T, f: (value: number, index: number) => number): T {
  const y = x.slice() as T;
  for (let i = 0; i < y.length; i++) y[i] = f(y[i], i);
  return y;
}

/** `torch.flip(x, [0])`, or numpy's `x[::-1].copy()`. */
export function flip<T extends Float32Array | Float64Array | Int32Array>(x: T): T {
  return x.slice().reverse() as T;
}

/** `torch.exp(x)`. */
export function exp(x: Float32Array): Float32Array {
  return map(x, Math.exp);
}

/** `np.concatenate([x, [last]]).astype(np.float32)`. */
export function append(x: ArrayLike<number>, last: number): Float32Array {
  const values = new Float32Array(x.length + 1);
  values.set(x);
  values[x.length] = last;
  return values;
}

/** `torch.searchsorted(ascending, value)`: the first index whose entry is not below the value. */
export function searchSorted(ascending: Float32Array, value: number): number {
  const wanted = fround(value);
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
