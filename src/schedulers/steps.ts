/** The sampling steps, column by column, from what a scheduler holds after `set_timesteps`. */
import type { State, TrainingNoise } from './define';
import { interpOverIndices } from './numpy';
import type { Parametrisation, Steps } from './schedule';

/** Signal and noise of x_t = signal·x0 + noise·ε at a noise level, in each parametrisation. */
const mixtures: Readonly<Record<Parametrisation, (sigma: number) => readonly [signal: number, noise: number]>> = {
  ve: (sigma) => [1, sigma],
  vp: (sigma) => {
    const signal = 1 / Math.sqrt(sigma * sigma + 1);
    return [signal, sigma === Infinity ? 1 : sigma * signal];
  },
  flow: (sigma) => [1 - sigma, sigma],
};

/**
 * Source: diffusers' `add_noise` (`scale_noise` for flow matching) and `scale_model_input`.
 * @param parametrisation how the class mixes signal and noise
 */
export function stepsOf(state: State, noise: TrainingNoise, parametrisation: Parametrisation): Steps {
  const timesteps = state.timesteps ?? new Float32Array(0);
  const count = timesteps.length;
  const columns = {
    sigmas: new Float64Array(count),
    signal: new Float64Array(count),
    noise: new Float64Array(count),
    logSnr: new Float64Array(count),
    alphasCumprod: new Float64Array(count),
    inputScale: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const sigma = state.sigmas ? state.sigmas[i] : trainedSigma(noise.sigmas, timesteps[i]);
    const [signal, amount] = mixtures[parametrisation](sigma);
    const snr = (signal / amount) ** 2;
    columns.sigmas[i] = sigma;
    columns.signal[i] = signal;
    columns.noise[i] = amount;
    columns.logSnr[i] = Math.log(snr);
    columns.alphasCumprod[i] = snr === Infinity ? 1 : snr / (1 + snr);
    columns.inputScale[i] = parametrisation === 've' ? 1 / Math.sqrt(sigma * sigma + 1) : 1;
  }
  return {
    count,
    timesteps,
    ...columns,
    betas: noise.betas?.length ? interpOverIndices(timesteps, noise.betas) : null,
  };
}

/** σ of an integer timestep; negative ones count from the end, as indexing a tensor does. NaN outside. */
function trainedSigma(sigmas: Float32Array, timestep: number): number {
  return sigmas.at(timestep) ?? NaN;
}
