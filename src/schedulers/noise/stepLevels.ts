/** The noise level at each sampling step, for the classes that hold `sigmas` or step between training timesteps. */
import type { Levels, State, TrainingNoise } from '../definition/define';
import { sigmaOf } from './betaNoise';

/** From the scheduler's own `sigmas`, one more than the timesteps, or else from the training level of each timestep. */
export function levelsOf(state: State, noise: TrainingNoise): Levels {
  const { sigmas, timesteps = new Int32Array(0), finalAlphaCumprod } = state;
  if (sigmas && sigmas.length > timesteps.length) return { sigmas, finalSigma: sigmas[timesteps.length] };
  return {
    sigmas: Float64Array.from(timesteps, (t) => trainedSigma(noise.sigmas, t)),
    finalSigma: typeof finalAlphaCumprod === 'number' ? sigmaOf(finalAlphaCumprod) : 0,
  };
}

/** σ of a training timestep; negative ones count from the end, as indexing a tensor does. NaN outside. */
export function trainedSigma(sigmas: Float32Array, timestep: number): number {
  return sigmas.at(timestep) ?? NaN;
}

/** No training levels: for discrete tokens, and classes whose training levels diffusers does not define. */
export const noTrainingNoise: TrainingNoise = { betas: null, alphasCumprod: null, sigmas: new Float32Array(0) };

/** Discrete tokens have no noise level. */
export const noLevels: Levels = { sigmas: new Float32Array(0), finalSigma: NaN };
