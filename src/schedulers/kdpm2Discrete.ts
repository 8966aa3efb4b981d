/**
 * DPM-Solver-2 as in k-diffusion (`sample_dpm_2`): the slope in the middle of each step.
 * Source: diffusers, schedulers/scheduling_k_dpm_2_discrete.py.
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
import { doubledWithEnd, interleaved, interleavedLevels } from './twoStage';

export const kdpm2Discrete = defineScheduler({
  name: 'KDPM2DiscreteScheduler',
  doc: 'The midpoint method in log σ: a second model call half-way through each step but the last.',
  source: 'schedulers/scheduling_k_dpm_2_discrete.py',
  options: kdpm2Options,
  call: kdpm2Call,
  order: 2,
  parametrisation: () => 've',
  train: (config) => trainKdpm2(config, layout),
  infer: (config, { noise }, call) => inferKdpm2(config, noise, call, layout),
  levels: (_config, { state }) => interleavedLevels(state, (i) => state.sigmasInterpol[i]),
});

function layout(config: Kdpm2Config, { sigmas, timesteps }: Kdpm2Levels, noise: BetaNoise) {
  const before = sigmas.map((_, i) => sigmas[i === 0 ? sigmas.length - 1 : i - 1]);
  const between = geometricMeans(sigmas, before);
  const second = sigmasToTimesteps(between.subarray(1, -1), noise.sigmas);
  const steps = interleaved(timesteps, second);
  return {
    sigmas: new Float32Array(doubledWithEnd(sigmas)),
    sigmasInterpol: new Float32Array(doubledWithEnd(between)),
    timesteps: timesteps instanceof Float32Array ? new Float32Array(steps) : new Float64Array(steps),
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}
