/**
 * From a model's output to what a solver integrates: the clean sample or the noise.
 * Source: diffusers, `convert_model_output` of its multistep solvers.
 */
import {
  noiseGivenClean,
  predictedClean,
  predictedNoise,
  predictionOf,
  predictions,
  type Mixture,
  type ModelOutput,
  type Prediction,
} from './prediction';
import { blocks } from '../arithmetic/tensor';
import type { Limit } from './thresholding';

export interface ConversionConfig {
  readonly prediction_type: string;
  /** Of classes that take models that predict a variance too. */
  readonly variance_type?: string | null;
}

/** Signal α and noise σ at a level, float32, and the sigma as the schedule holds it. */
interface HeldLevel extends Mixture {
  readonly held: number;
}

const dataPredictions: readonly Prediction[] = [...predictions, 'flow_prediction'];

/** How many channels of noise a model with learned variances predicts; those of the variance follow. */
const noiseChannels = 3;

/**
 * A function from a model's output at a level to the array that is integrated, float32.
 *
 * @param shape of the latents: pictures, channels, and sides
 * @param limit what is done to the clean sample, null for nothing
 * @throws ValueError for a `prediction_type` that does not tell what is integrated
 */
export function outputConversion(
  config: ConversionConfig,
  shape: readonly number[],
  integrated: 'data' | 'noise',
  limit: Limit | null,
) {
  const type = predictionOf(config.prediction_type, integrated === 'data' ? dataPredictions : predictions);
  const hasVariance = type === 'epsilon' && ['learned', 'learned_range'].includes(config.variance_type ?? '');

  return ({ sample, output }: ModelOutput, level: HeldLevel): Float32Array => {
    const predicted = { sample, output: hasVariance ? withoutVariance(output, sample, shape) : output };
    if (integrated === 'data') {
      const clean = predictedClean(type, predicted, mixtureFor(type, level));
      return limit ? limit(clean) : clean;
    }
    const noise = predictedNoise(type, predicted, level);
    if (!limit) return noise;
    const clean = predictedClean('epsilon', { sample, output: noise }, level);
    return noiseGivenClean(limit(clean), sample, level);
  };
}

/** The flow is scaled with the sigma as the schedule holds it, also where that is not a flow's. */
function mixtureFor(type: Prediction, { alpha, sigma, held }: HeldLevel) {
  return { alpha, sigma: type === 'flow_prediction' ? held : sigma };
}

function withoutVariance(output: Float32Array, sample: Float32Array, shape: readonly number[]): Float32Array {
  const pictures = shape[0] ?? 1;
  const channel = sample.length / pictures / (shape[1] ?? 1);
  return blocks(output, output.length / pictures, 0, noiseChannels * channel);
}
