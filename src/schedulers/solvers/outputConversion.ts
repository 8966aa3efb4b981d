/**
 * From what a model says to what a solver integrates: the clean sample or the noise.
 * Source: diffusers, `convert_model_output` of its multistep solvers.
 */
import type { SolverLevel } from './dpmSolver';
import { noiseBeside, predictedClean, predictedNoise, predictionOf, predictions, type Prediction } from './prediction';
import type { StepInput } from '../definition/sampler';
import { blocks } from '../arithmetic/tensor';
import type { Limit } from './thresholding';

export interface ConversionConfig {
  readonly prediction_type: string;
  /** Of classes that take models with a variance beside their prediction. */
  readonly variance_type?: string | null;
}

export type Said = Pick<StepInput, 'sample' | 'output'>;

const dataPredictions: readonly Prediction[] = [...predictions, 'flow_prediction'];

/** How many channels of noise a model with learned variances predicts; those of the variance follow. */
const noiseChannels = 3;

/**
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

  return ({ sample, output }: Said, level: SolverLevel): Float32Array => {
    const said = { sample, output: hasVariance ? withoutVariance(output, sample, shape) : output };
    if (integrated === 'data') {
      const clean = predictedClean(type, said, mixtureFor(type, level));
      return limit ? limit(clean) : clean;
    }
    const noise = predictedNoise(type, said, level);
    if (!limit) return noise;
    const clean = predictedClean('epsilon', { sample, output: noise }, level);
    return noiseBeside(limit(clean), sample, level);
  };
}

/** The flow is scaled with the sigma as the schedule holds it, also where that is not a flow's. */
function mixtureFor(type: Prediction, { alpha, sigma, held }: SolverLevel) {
  return { alpha, sigma: type === 'flow_prediction' ? held : sigma };
}

function withoutVariance(output: Float32Array, sample: Float32Array, shape: readonly number[]): Float32Array {
  const pictures = shape[0] ?? 1;
  const channel = sample.length / pictures / (shape[1] ?? 1);
  return blocks(output, output.length / pictures, 0, noiseChannels * channel);
}
