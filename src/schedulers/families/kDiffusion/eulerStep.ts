/** Steps in k-diffusion's terms: x = x0 + σ·ε. Karras et al. 2022, algorithm 2. */
import { sqrt } from '../../arithmetic/squareRoot';
import { combine, quotient } from '../../arithmetic/tensor';

const { fround } = Math;

/** Euler's method: dx/dσ = (x − x0)/σ. */
export function eulerStep(sample: Float32Array, clean: Float32Array, sigma: number, next: number): Float32Array {
  return combine([1, sample], [fround(next - sigma), slope(sample, clean, sigma)]);
}

/** dx/dσ of the probability-flow ODE. */
export function slope(sample: Float32Array, clean: Float32Array, sigma: number): Float32Array {
  return quotient(sample, clean, sigma);
}

/**
 * How far down to step, and how much fresh noise to add, to arrive at a sigma: `down`² + `up`² = `to`².
 * k-diffusion, `get_ancestral_step`.
 */
export function ancestralStep(from: number, to: number): { readonly down: number; readonly up: number } {
  const [before, after] = [fround(from * from), fround(to * to)];
  const up = sqrt(fround(fround(after * fround(before - after)) / before));
  return { down: sqrt(fround(after - fround(up * up))), up };
}
