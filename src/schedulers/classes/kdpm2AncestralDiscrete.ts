/**
 * Ancestral DPM-Solver-2 as in k-diffusion (`sample_dpm_2_ancestral`).
 * Source: diffusers, schedulers/scheduling_k_dpm_2_ancestral_discrete.py.
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
import { ancestralStep, slope as slopeOf } from '../families/kDiffusion/eulerStep';
import { initNoiseSigmaOf, type BetaNoise } from '../noise/betaNoise';
import { midpointPrediction, predictedCleanUnscaled } from '../prediction/prediction';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { combine } from '../arithmetic/tensor';
import { doubledWithEnd, interleaved, interleavedLevels } from '../families/kDiffusion/twoStage';

const { fround } = Math;

export const kdpm2AncestralDiscrete = defineScheduler({
  name: 'KDPM2AncestralDiscreteScheduler',
  doc: 'The midpoint method below each target noise level, with fresh noise to reach it.',
  source: 'schedulers/scheduling_k_dpm_2_ancestral_discrete.py',
  ...kdpm2,
  train: (config) => trainKdpm2(config, layout),
  infer: (config, { noise }, call) => inferKdpm2(config, noise, call, layout),
  levels: (_config, { state }) => interleavedLevels(state, (i) => state.sigmasInterpol[i - 1]),

  sampler(config, { state: { sigmas, sigmasInterpol, sigmasDown, sigmasUp } }) {
    const type = midpointPrediction(config.prediction_type);
    /** Where a step began, until the slope in its middle is known. */
    let begun: Float32Array | null = null;
    return {
      step({ index, sample, output }, draw) {
        const sigma = begun ? sigmasInterpol[index - 1] : sigmas[index];
        const slope = slopeOf(sample, predictedCleanUnscaled(type, { sample, output }, sigma), sigma);
        if (!begun) {
          begun = sample;
          return combine([1, sample], [fround(sigmasInterpol[index] - sigma), slope]);
        }
        const drop = fround(sigmasDown[index - 1] - sigmas[index - 1]);
        const whole = combine([1, begun], [drop, slope], [sigmasUp[index - 1], draw()]);
        begun = null;
        return whole;
      },
    };
  },
});

function layout(config: Kdpm2Config, { sigmas, timesteps }: Kdpm2Levels, noise: BetaNoise) {
  const next = sigmas.map((_, i) => (i + 1 < sigmas.length ? sigmas[i + 1] : 0));
  const ancestral = Array.from(sigmas, (sigma, i) => ancestralStep(sigma, next[i]));
  const up = Float32Array.from(ancestral, ({ up }) => up);
  const down = Float32Array.from(ancestral, ({ down }) => down).with(-1, 0);
  const between = geometricMeans(sigmas, down).fill(0, -2);
  const second = sigmasToTimesteps(between.subarray(0, -2), noise.sigmas);
  const steps = interleaved(timesteps, second);
  return {
    sigmas: new Float32Array(doubledWithEnd(sigmas)),
    sigmasInterpol: new Float32Array(doubledWithEnd(between)),
    sigmasUp: new Float32Array(doubledWithEnd(up)),
    sigmasDown: new Float32Array(doubledWithEnd(down)),
    timesteps: timesteps instanceof Float32Array ? new Float32Array(steps) : steps,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}
