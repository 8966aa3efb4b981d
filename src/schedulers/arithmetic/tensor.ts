/** Arithmetic on latents as torch does it in float32: every product and every sum is rounded. */
import { raise } from './python';

const { fround } = Math;

/** A scalar and the tensor it multiplies. */
export type Term = readonly [coefficient: number, values: Float32Array];

/**
 * `c0 * x0 + c1 * x1 + …`, from left to right.
 * @throws RuntimeError for tensors of different lengths
 */
export function combine(first: Term, ...others: readonly Term[]): Float32Array {
  const sum = others.length > 0 ? sumOf(first, others[0]) : scaled(first[1], first[0]);
  for (const [coefficient, x] of others.slice(1)) {
    refuseOtherLength(sum, x);
    const c = fround(coefficient);
    for (let i = 0; i < sum.length; i++) sum[i] += fround(c * x[i]);
  }
  return sum;
}

/** `c0 * x0 + c1 * x1` without an array in between: nearly every step needs it. */
function sumOf([first, x]: Term, [second, y]: Term): Float32Array {
  refuseOtherLength(x, y);
  const [a, b] = [fround(first), fround(second)];
  const sum = new Float32Array(x.length);
  for (let i = 0; i < sum.length; i++) sum[i] = fround(a * x[i]) + fround(b * y[i]);
  return sum;
}

/** `c * x`. */
export function scaled(x: Float32Array, c: number): Float32Array {
  const factor = fround(c);
  const y = new Float32Array(x.length);
  for (let i = 0; i < y.length; i++) y[i] = factor * x[i];
  return y;
}

/** `x / c`. */
export function divided(x: Float32Array, c: number): Float32Array {
  const divisor = fround(c);
  const y = new Float32Array(x.length);
  for (let i = 0; i < y.length; i++) y[i] = x[i] / divisor;
  return y;
}

/** `x - y`. @throws RuntimeError for tensors of different lengths */
export function difference(x: Float32Array, y: Float32Array): Float32Array {
  refuseOtherLength(x, y);
  const z = new Float32Array(x.length);
  for (let i = 0; i < z.length; i++) z[i] = x[i] - y[i];
  return z;
}

/** `(x - y) / c`. @throws RuntimeError for tensors of different lengths */
export function quotient(x: Float32Array, y: Float32Array, c: number): Float32Array {
  refuseOtherLength(x, y);
  const divisor = fround(c);
  const z = new Float32Array(x.length);
  for (let i = 0; i < z.length; i++) z[i] = fround(x[i] - y[i]) / divisor;
  return z;
}

/** `x.clamp(-limit, limit)`; NaN stays. */
export function clamped(x: Float32Array, limit: number): Float32Array {
  const most = fround(limit);
  const y = new Float32Array(x.length);
  for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(x[i], -most), most);
  return y;
}

/** Of every block of `stride` elements, the `size` elements from `start` on, or as many as there are. */
export function blocks(x: Float32Array, stride: number, start: number, size: number): Float32Array {
  const taken = Math.min(size, stride - start);
  const y = new Float32Array((x.length / stride) * taken);
  for (let from = start, to = 0; to < y.length; from += stride, to += taken) {
    y.set(x.subarray(from, from + taken), to);
  }
  return y;
}

function refuseOtherLength(x: Float32Array, y: Float32Array): void {
  if (x.length === y.length) return;
  raise(
    'RuntimeError',
    `The size of tensor a (${x.length}) must match the size of tensor b (${y.length})`,
    'Give the model’s output and the noise the shape of the latents.',
  );
}
