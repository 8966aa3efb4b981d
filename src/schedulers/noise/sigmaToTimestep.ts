/**
 * The training timestep of a noise level, by linear interpolation in log σ.
 * Source: diffusers, `EulerDiscreteScheduler._sigma_to_t`, after k-diffusion.
 */
import { numpyLog } from '../arithmetic/numpyLogarithm';
import { at, raise } from '../arithmetic/python';
import { map } from '../arithmetic/torch';

type Sigmas = Float64Array | Float32Array;

/** log σ of the training timesteps, in their precision, with what a search in it needs. */
interface LogSigmas {
  readonly values: Sigmas;
  /** The least value from each index on: the last index not above some x is found in it by bisection. */
  readonly leastFrom: Sigmas;
}

/**
 * The fractional timesteps of `sigmas`, within the training range. Float32 sigmas are looked up in float32.
 * @param trained σ of each training timestep
 * @throws ValueError if there is no training timestep
 */
export function sigmasToTimesteps(sigmas: Sigmas, trained: Sigmas): Float64Array {
  const logSigmas = logSigmasOf(trained);
  const precision = precisionOf(sigmas);
  const timesteps = new Float64Array(sigmas.length);
  for (let i = 0; i < sigmas.length; i++) timesteps[i] = sigmaToTimestep(sigmas[i], logSigmas, precision);
  return timesteps;
}

interface Precision {
  readonly rounded: (x: number) => number;
  readonly log: (x: number) => number;
}

const single: Precision = { rounded: Math.fround, log: numpyLog };
const double: Precision = { rounded: (x) => x, log: Math.log };

const precisionOf = (values: Sigmas): Precision => (values instanceof Float32Array ? single : double);

/** Training sigmas are looked in again and again; their logarithms are kept as long as they are. */
const known = new WeakMap<Sigmas, LogSigmas>();

function logSigmasOf(sigmas: Sigmas): LogSigmas {
  const kept = known.get(sigmas) ?? prepared(sigmas);
  known.set(sigmas, kept);
  return kept;
}

function prepared(sigmas: Sigmas): LogSigmas {
  const values = map(sigmas, precisionOf(sigmas).log);
  const leastFrom = values.slice();
  let least = Infinity;
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i] < least) least = values[i];
    leastFrom[i] = least;
  }
  return { values, leastFrom };
}

function sigmaToTimestep(sigma: number, { values, leastFrom }: LogSigmas, { rounded, log }: Precision): number {
  if (values.length === 0) {
    raise('ValueError', 'attempt to get argmax of an empty sequence', 'Use at least one training timestep.');
  }
  const logSigma = log(sigma < 1e-10 ? rounded(1e-10) : sigma);
  const lowIndex = Math.min(lastNotAbove(leastFrom, logSigma), values.length - 2);
  const low = at(values, lowIndex);
  const high = values[lowIndex + 1];
  const share = rounded(rounded(low - logSigma) / precisionOf(values).rounded(low - high));
  const weight = Math.min(Math.max(share, 0), 1);
  return rounded(1 - weight) * lowIndex + weight * (lowIndex + 1);
}

/** The last index of a non-decreasing array whose value is not above x, or 0. */
function lastNotAbove(ascending: Sigmas, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= x && ascending[middle] < Infinity) low = middle;
    else high = middle;
  }
  return low;
}
