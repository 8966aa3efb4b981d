/**
 * One step of the training process reversed: the posterior of x_{t−1} given x_t and x0. Ho et al. 2020, (6) and (7); the
 * learned variances are those of Nichol & Dhariwal 2021, (15).
 * Source: diffusers, schedulers/scheduling_ddpm.py (`step`, `_get_variance`).
 */
import { log } from '../../arithmetic/logarithm';
import { raise } from '../../arithmetic/python';
import { sqrt } from '../../arithmetic/squareRoot';
import { blocks, combine } from '../../arithmetic/tensor';
import { map } from '../../arithmetic/torch';

const { fround } = Math;

/** 1 − α of one step between two ᾱ. */
const stepBeta = (from: number, to: number): number => fround(1 - fround(from / to));

/** The mean of the posterior; `from` is ᾱ of the sample, `to` that of the step's end. */
export function posteriorMean(sample: Float32Array, clean: Float32Array, from: number, to: number): Float32Array {
  const [left, leftAfter] = [fround(1 - from), fround(1 - to)];
  return combine(
    [fround(sqrt(to) * stepBeta(from, to)) / left, clean],
    [fround(sqrt(fround(from / to)) * leftAfter) / left, sample],
  );
}

/** The standard deviation of fresh noise, one for all elements or one for each. */
type Deviation = number | Float32Array;

/** Keeps the logarithm of a variance finite. */
const leastVariance = fround(1e-20);

/**
 * `_get_variance` of diffusers, as a standard deviation; float32.
 *
 * @param from ᾱ of the sample, `to` that of the step's end
 * @param variance what the model predicts, for the learned types
 * @throws TypeError if a learned variance was not predicted
 */
export function ddpmDeviation(type: string, from: number, to: number, variance: Float32Array | null): Deviation {
  const beta = stepBeta(from, to);
  const posterior = fround(fround(fround(1 - to) / fround(1 - from)) * beta);
  const small = posterior < leastVariance ? leastVariance : posterior;
  switch (type) {
    case 'fixed_small_log':
      return exp(fround(0.5 * log(small)));
    case 'fixed_large':
      return sqrt(beta);
    // The logarithm itself is taken for the variance; its root is not a number.
    case 'fixed_large_log':
      return sqrt(log(beta));
    case 'learned':
      return map(variance ?? refuseUnpredicted(type), sqrt);
    case 'learned_range':
      return betweenLogs(variance ?? refuseUnpredicted(type), log(small), log(beta));
    default:
      return sqrt(small);
  }
}

/** The model says how far to go from the least to the largest variance, from −1 to 1, in logarithms. */
function betweenLogs(variance: Float32Array, least: number, largest: number): Float32Array {
  return map(variance, (v) => {
    const share = fround(fround(v + 1) / 2);
    return exp(0.5 * fround(fround(share * largest) + fround(fround(1 - share) * least)));
  });
}

/** `mean + deviation * noise`. */
export function spread(mean: Float32Array, noise: Float32Array, deviation: Deviation): Float32Array {
  if (typeof deviation === 'number') return combine([1, mean], [deviation, noise]);
  return combine([1, mean], [1, noise.map((e, i) => e * deviation[i])]);
}

/** The prediction, and for learned types the variance in the other half of the output's channels. */
export function separated(output: Float32Array, sample: Float32Array, shape: readonly number[], type: string) {
  const learned = type === 'learned' || type === 'learned_range';
  if (!learned || output.length !== 2 * sample.length) return { output, variance: null };
  const size = sample.length / shape[0];
  return { output: blocks(output, 2 * size, 0, size), variance: blocks(output, 2 * size, size, size) };
}

const exp = (x: number): number => fround(Math.exp(x));

function refuseUnpredicted(type: string): never {
  raise(
    'TypeError',
    `variance_type "${type}" needs a model that predicts a variance, with twice the channels of the latents`,
    'Use variance_type="fixed_small", or a model trained with learned variances.',
  );
}
