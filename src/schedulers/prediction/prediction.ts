/**
 * The clean sample x0 and the noise ε in x_t = α·x0 + σ·ε, from what a model predicts.
 * Ho et al. 2020 (epsilon), Salimans & Ho 2022 (v = α·ε − σ·x0), Lipman et al. 2023 (flow ε − x0).
 */
import { nearest } from '../options/nearest';
import { single } from '../arithmetic/precision';
import { raise } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { combine, divided } from '../arithmetic/tensor';

const { fround } = Math;

export type Prediction = 'epsilon' | 'sample' | 'original_sample' | 'v_prediction' | 'flow_prediction';

/** The three that most classes accept. */
export const predictions: readonly Prediction[] = ['epsilon', 'sample', 'v_prediction'];

/** Those of k-diffusion's schedulers: "original_sample" is an old name for "sample". */
export const unscaledPredictions: readonly Prediction[] = [...predictions, 'original_sample'];

/** A `prediction_type` that the class at hand understands. @throws ValueError for another */
export function predictionOf(type: string, accepted: readonly Prediction[] = predictions): Prediction {
  const known = accepted.find((name) => name === type);
  if (known) return known;
  const all = `Use one of ${accepted.map((name) => `"${name}"`).join(', ')}.`;
  raise('ValueError', `prediction_type "${type}" is not supported`, nearest(type, accepted) ?? all);
}

/** A sample x_t and the model's output for it, each a flat array of all latents, float32. */
export interface ModelOutput {
  readonly sample: Float32Array;
  readonly output: Float32Array;
}

/** α and σ in x_t = α·x0 + σ·ε, float32. */
export interface Mixture {
  readonly alpha: number;
  readonly sigma: number;
}

/** The mixture of a variance-preserving ᾱ. */
export function mixtureOf(alphaBar: number, { round, sqrt } = single): Mixture {
  return { alpha: sqrt(alphaBar), sigma: sqrt(round(1 - alphaBar)) };
}

/** x0, given x_t = α·x0 + σ·ε; float32. */
export function predictedClean(
  type: Prediction,
  { sample, output }: ModelOutput,
  { alpha, sigma }: Mixture,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return divided(combine([1, sample], [-sigma, output]), alpha);
    case 'sample':
    case 'original_sample':
      return output;
    case 'v_prediction':
      return combine([alpha, sample], [-sigma, output]);
    case 'flow_prediction':
      return combine([1, sample], [-sigma, output]);
  }
}

/** ε, given x_t = α·x0 + σ·ε; float32. */
export function predictedNoise(
  type: Prediction,
  { sample, output }: ModelOutput,
  { alpha, sigma }: Mixture,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return output;
    case 'sample':
    case 'original_sample':
      return noiseGivenClean(output, sample, { alpha, sigma });
    case 'v_prediction':
      return combine([alpha, output], [sigma, sample]);
    case 'flow_prediction':
      return combine([1, sample], [alpha, output]);
  }
}

/** ε = (x_t − α·x0) / σ, given x0; float32. */
export function noiseGivenClean(clean: Float32Array, sample: Float32Array, { alpha, sigma }: Mixture): Float32Array {
  return divided(combine([1, sample], [-alpha, clean]), sigma);
}

/** x0, given x = x0 + σ·ε, for a model whose input is x / √(σ²+1); float32. */
export function predictedCleanUnscaled(type: Prediction, { sample, output }: ModelOutput, sigma: number): Float32Array {
  switch (type) {
    case 'epsilon':
    case 'flow_prediction':
      return combine([1, sample], [-sigma, output]);
    case 'sample':
    case 'original_sample':
      return output;
    case 'v_prediction': {
      const variance = fround(fround(sigma * sigma) + 1);
      return combine([-sigma / sqrt(variance), output], [1, divided(sample, variance)]);
    }
  }
}

/** A `prediction_type` that the midpoint methods have steps for. @throws NotImplementedError for "sample", ValueError for an unknown one */
export function midpointPrediction(type: string): Prediction {
  if (type === 'sample') {
    raise('NotImplementedError', 'prediction_type "sample" is not implemented', 'Use "epsilon" or "v_prediction".');
  }
  return predictionOf(type, ['epsilon', 'v_prediction']);
}
