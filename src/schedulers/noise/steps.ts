/** The sampling steps, column by column, from their timesteps and noise levels. */
import type { Levels } from '../definition/define';
import { interpOverIndices } from '../arithmetic/numpy';
import type { NumericArray, Parametrisation, Steps } from '../definition/schedule';

/** Signal and noise of x_t = signal·x0 + noise·ε at a noise level, in each parametrisation. */
const mixtures: Readonly<Record<Parametrisation, (sigma: number) => readonly [signal: number, noise: number]>> = {
  ve: (sigma) => [1, sigma],
  vp: (sigma) => {
    const signal = 1 / Math.sqrt(sigma * sigma + 1);
    return [signal, sigma === Infinity ? 1 : sigma * signal];
  },
  flow: (sigma) => [1 - sigma, sigma],
  discrete: () => [NaN, NaN],
};

/** What `scale_model_input` multiplies with at a noise level, in each parametrisation. */
const inputScales: Readonly<Record<Parametrisation, (sigma: number) => number>> = {
  ve: (sigma) => 1 / Math.sqrt(sigma * sigma + 1),
  vp: () => 1,
  flow: () => 1,
  discrete: () => NaN,
};

/**
 * Source: diffusers' `add_noise` (`scale_noise` for flow matching) and `scale_model_input`.
 * @param betas β of every training timestep, or null
 * @param parametrisation how the class mixes signal and noise
 */
export function stepsOf(
  allTimesteps: NumericArray,
  { sigmas, inputScale, signal: signals, count = allTimesteps.length }: Levels,
  betas: Float32Array | null,
  parametrisation: Parametrisation,
): Steps {
  const timesteps = allTimesteps.subarray(0, count);
  const columns = {
    sigmas: new Float64Array(count),
    signal: new Float64Array(count),
    noise: new Float64Array(count),
    logSnr: new Float64Array(count),
    alphasCumprod: new Float64Array(count),
    inputScale: new Float64Array(count),
  };
  const [mixture, scaleOf] = [mixtures[parametrisation], inputScales[parametrisation]];
  for (let i = 0; i < count; i++) {
    const sigma = sigmas[i];
    const [signal, amount] = signals ? [signals[i], sigma] : mixture(sigma);
    const ratio = signal / amount;
    const snr = ratio * ratio;
    columns.sigmas[i] = sigma;
    columns.signal[i] = signal;
    columns.noise[i] = amount;
    columns.logSnr[i] = Math.log(snr);
    columns.alphasCumprod[i] = snr === Infinity ? 1 : snr / (1 + snr);
    columns.inputScale[i] = inputScale ? inputScale[i] : scaleOf(sigma);
  }
  return {
    count,
    timesteps,
    ...columns,
    betas: betas?.length ? interpOverIndices(timesteps, betas) : null,
  };
}
