/**
 * Ancestral DPM-Solver-2 as in k-diffusion (`sample_dpm_2_ancestral`).
 * Source: diffusers, schedulers/scheduling_k_dpm_2_ancestral_discrete.py.
 */
import { defineScheduler } from './define';
import {
  geometricMeans,
  inferKdpm2,
  kdpm2Call,
  kdpm2Options,
  trainKdpm2,
  type Kdpm2Config,
  type Kdpm2Levels,
} from './kdpm2';
import { initNoiseSigmaOf, type BetaNoise } from './noise';
import { sigmasToTimesteps } from './sigmaToTimestep';
import { sqrt } from './squareRoot';
import { doubledWithEnd, interleaved, interleavedLevels } from './twoStage';

const { fround } = Math;

export const kdpm2AncestralDiscrete = defineScheduler({
  name: 'KDPM2AncestralDiscreteScheduler',
  doc: 'The midpoint method below each target noise level, with fresh noise to reach it.',
  source: 'schedulers/scheduling_k_dpm_2_ancestral_discrete.py',
  options: kdpm2Options,
  call: kdpm2Call,
  order: 2,
  parametrisation: () => 've',
  train: (config) => trainKdpm2(config, layout),
  infer: (config, { noise }, call) => inferKdpm2(config, noise, call, layout),
  levels: (_config, { state }) => interleavedLevels(state, (i) => state.sigmasInterpol[i - 1]),
});

function layout(config: Kdpm2Config, { sigmas, timesteps }: Kdpm2Levels, noise: BetaNoise) {
  const next = sigmas.map((_, i) => (i + 1 < sigmas.length ? sigmas[i + 1] : 0));
  const up = sigmas.map((sigma, i) => freshNoise(sigma, next[i]));
  const down = next.map((sigma, i) => sqrt(fround(square(sigma) - square(up[i])))).with(-1, 0);
  const between = geometricMeans(sigmas, down).fill(0, -2);
  const second = sigmasToTimesteps(between.subarray(0, -2), noise.sigmas);
  const steps = interleaved(timesteps, second);
  return {
    sigmas: new Float32Array(doubledWithEnd(sigmas)),
    sigmasInterpol: new Float32Array(doubledWithEnd(between)),
    sigmasUp: new Float32Array(doubledWithEnd(up)),
    sigmasDown: new Float32Array(doubledWithEnd(down)),
    timesteps: timesteps instanceof Float32Array ? new Float32Array(steps) : new Float64Array(steps),
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}

const square = (x: number): number => fround(x * x);

/** σ_up of a step from one level to the next: √(σ'²·(σ² − σ'²) / σ²), float32. */
function freshNoise(sigma: number, next: number): number {
  return sqrt(fround(fround(square(next) * fround(square(sigma) - square(next))) / square(sigma)));
}
