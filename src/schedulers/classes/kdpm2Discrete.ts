/**
 * DPM-Solver-2 as in k-diffusion (`sample_dpm_2`): the slope in the middle of each step.
 * Source: diffusers, schedulers/scheduling_k_dpm_2_discrete.py.
 */
import { defineScheduler } from '../definition/define';
import {
  geometricMeans,
  inferKdpm2,
  kdpm2,
  trainKdpm2,
  type Kdpm2Config,
  type Kdpm2Levels,
} from '../families/kDiffusion/kdpm2';
import { slope as slopeOf } from '../families/kDiffusion/eulerStep';
import { initNoiseSigmaOf, type BetaNoise } from '../noise/betaNoise';
import { midpointPrediction, predictedCleanUnscaled } from '../prediction/prediction';
import { at } from '../arithmetic/python';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { combine } from '../arithmetic/tensor';
import { doubledWithEnd, interleaved, interleavedLevels } from '../families/kDiffusion/twoStage';

const { fround } = Math;

export const kdpm2Discrete = defineScheduler({
  name: 'KDPM2DiscreteScheduler',
  doc: 'The midpoint method in log σ: a second model call half-way through each step but the last.',
  source: 'schedulers/scheduling_k_dpm_2_discrete.py',
  ...kdpm2,
  train: (config) => trainKdpm2(config, layout),
  infer: (config, { noise }, call) => inferKdpm2(config, noise, call, layout),
  levels: (_config, { state }) => interleavedLevels(state, (i) => state.sigmasInterpol[i]),

  sampler(config, { state: { sigmas, sigmasInterpol } }) {
    const type = midpointPrediction(config.prediction_type);
    /** Where a step began, until the slope in its middle is known. */
    let begun: Float32Array | null = null;
    return {
      step({ index, sample, output }) {
        const sigma = begun ? sigmasInterpol[index] : sigmas[index];
        const slope = slopeOf(sample, predictedCleanUnscaled(type, { sample, output }, sigma), sigma);
        if (!begun) {
          begun = sample;
          return combine([1, sample], [fround(at(sigmasInterpol, index + 1) - sigma), slope]);
        }
        const whole = combine([1, begun], [fround(sigmas[index] - sigmas[index - 1]), slope]);
        begun = null;
        return whole;
      },
    };
  },
});

function layout(config: Kdpm2Config, { sigmas, timesteps }: Kdpm2Levels, noise: BetaNoise) {
  const before = sigmas.map((_, i) => sigmas[i === 0 ? sigmas.length - 1 : i - 1]);
  const between = geometricMeans(sigmas, before);
  const second = sigmasToTimesteps(between.subarray(1, -1), noise.sigmas);
  const steps = interleaved(timesteps, second);
  return {
    sigmas: new Float32Array(doubledWithEnd(sigmas)),
    sigmasInterpol: new Float32Array(doubledWithEnd(between)),
    timesteps: timesteps instanceof Float32Array ? new Float32Array(steps) : steps,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}
