/** Noise levels of models whose timestep is a time in 0..1. */
import type { TrainingNoise } from '../definition/define';
import { linspace } from '../arithmetic/numpy';
import { map } from '../arithmetic/torch';

/** Points of the training curve. */
const points = 1000;

/** The levels over all of time. @param sigmaAt σ at a time */
export function continuousNoise(sigmaAt: (time: number) => number): TrainingNoise {
  const timesteps = linspace(0, 1, points);
  return { betas: null, alphasCumprod: null, timesteps, sigmas: map(new Float32Array(timesteps), sigmaAt) };
}

/** σ of a variance-preserving ᾱ. */
export function sigmaOfAlpha(alphaCumprod: number): number {
  return Math.sqrt((1 - alphaCumprod) / alphaCumprod);
}
