/** Limits on the predicted clean sample: clipping, and dynamic thresholding (Saharia et al. 2022, Imagen, section 2.3). */
import { raise } from '../arithmetic/python';
import { clamped } from '../arithmetic/tensor';

const { fround } = Math;

export interface ThresholdingConfig {
  readonly thresholding: boolean;
  readonly dynamic_thresholding_ratio: number;
  readonly sample_max_value: number;
}

interface LimitConfig extends ThresholdingConfig {
  readonly clip_sample: boolean;
  readonly clip_sample_range: number;
}

/** Keeps predicted clean samples in bounds. */
export type Limit = (clean: Float32Array) => Float32Array;

/** Dynamic thresholding, or null where a configuration does without. */
export function thresholdOf(config: ThresholdingConfig, shape: readonly number[]): Limit | null {
  return config.thresholding ? (clean) => thresholded(clean, shape, config) : null;
}

/**
 * Dynamic thresholding in the solvers that fail with it when they integrate the noise: diffusers then indexes the noise
 * levels with the timestep `None`, which gives all of them.
 */
export function noiseThresholdOf({ thresholding }: ThresholdingConfig): Limit | null {
  if (!thresholding) return null;
  return () =>
    raise(
      'RuntimeError',
      'thresholding does not work where the noise is integrated',
      'Set thresholding=False, or choose an algorithm_type that integrates the data.',
    );
}

/** The limit of a configuration: thresholding, else clipping, else none. */
export function limitOf(config: LimitConfig, shape: readonly number[]): Limit {
  const clip: Limit = (clean) => (config.clip_sample ? clamped(clean, config.clip_sample_range) : clean);
  return thresholdOf(config, shape) ?? clip;
}

/**
 * Clips each picture's predicted clean sample to a percentile of its absolute values, at least 1, and divides by it.
 * @param shape the first entry counts pictures
 */
function thresholded(clean: Float32Array, shape: readonly number[], config: ThresholdingConfig): Float32Array {
  const result = clean.slice();
  const size = clean.length / (shape[0] ?? 1);
  for (let start = 0; start < result.length; start += size) {
    const picture = result.subarray(start, start + size);
    const percentile = quantile(picture.map(Math.abs), config.dynamic_thresholding_ratio);
    const limit = fround(Math.min(Math.max(percentile, 1), config.sample_max_value));
    picture.forEach((x, i) => (picture[i] = Math.min(Math.max(x, -limit), limit) / limit));
  }
  return result;
}

/** `torch.quantile(x, q)`, linear between neighbours; NaN if any value is. */
export function quantile(x: Float32Array, q: number): number {
  const sorted = x.slice().sort();
  const last = sorted.length - 1;
  // Typed arrays sort NaN to the end.
  if (Number.isNaN(sorted[last])) return NaN;
  const rank = fround(fround(q) * last);
  const low = Math.floor(rank);
  return lerp(sorted[low], sorted[Math.min(low + 1, last)], fround(rank - low));
}

/** `torch.lerp`, from the nearer end. */
function lerp(start: number, end: number, weight: number): number {
  const range = fround(end - start);
  return weight < 0.5 ? fround(start + fround(weight * range)) : fround(end - fround(range * fround(1 - weight)));
}
