/** Steps along a rectified flow, x = (1 − σ)·x0 + σ·ε. Liu et al. 2022; Esser et al. 2024 (SD3). */
import { notUsed } from '../../options/option';
import { number } from '../../options/options';
import { combine } from '../../arithmetic/tensor';

const { fround } = Math;

/** An Euler step along the velocity ε − x0; float32. */
export function flowStep(sample: Float32Array, velocity: Float32Array, sigma: number, next: number): Float32Array {
  return combine([1, sample], [fround(next - sigma), velocity]);
}

/** x0 = x − σ·v, for the velocity v = ε − x0; float32. */
export function flowClean(sample: Float32Array, velocity: Float32Array, sigma: number): Float32Array {
  return combine([1, sample], [-sigma, velocity]);
}

/** (1 − σ)·x0 + σ·ε; float32. */
export function flowNoised(clean: Float32Array, noise: Float32Array, sigma: number): Float32Array {
  return combine([fround(1 - sigma), clean], [sigma, noise]);
}

/** Arguments that `step` accepts and ignores. */
export const unusedChurnArguments = {
  s_churn: number(0, notUsed),
  s_tmin: number(0, notUsed),
  s_tmax: number(Infinity, notUsed),
  s_noise: number(1, notUsed),
};
