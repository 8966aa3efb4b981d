/**
 * Heun's method on the probability-flow ODE: second order, two model calls a step (Karras et al. 2022, algorithm 2).
 * Source: diffusers, schedulers/scheduling_heun_discrete.py.
 */
import { refuseTimestepsOnGrid, requireEitherCountOrTimesteps } from '../noise/customTimesteps';
import { defineScheduler, type Config } from '../definition/define';
import { slope as slopeOf } from '../families/kDiffusion/eulerStep';
import { initNoiseSigmaOf, noiseOf, type BetaNoise } from '../noise/betaNoise';
import {
  betaSchedules,
  clippingOptions,
  customTimesteps,
  flag,
  oneOf,
  optional,
  predictionType,
  sigmaOptions,
  spacingOptions,
  stepCount,
} from '../options/options';
import { predictedCleanUnscaled, predictionOf } from '../prediction/prediction';
import { at, raise } from '../arithmetic/python';
import { sampledLevels, spacedOver, narrowBetaOptions, trainedArgument } from '../families/kDiffusion/sampledLevels';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { clamped, combine, scaled } from '../arithmetic/tensor';
import { append } from '../arithmetic/torch';
import { doubled, doubledBetweenEnds } from '../families/kDiffusion/twoStage';

const { fround } = Math;

const heunSchedules = [...betaSchedules, 'exp'];

const options = {
  ...narrowBetaOptions,
  beta_schedule: oneOf(heunSchedules, 'linear', narrowBetaOptions.beta_schedule.doc),
  prediction_type: predictionType,
  ...sigmaOptions,
  clip_sample: flag(false, clippingOptions.clip_sample.doc),
  clip_sample_range: clippingOptions.clip_sample_range,
  ...spacingOptions('linspace'),
};

const call = {
  num_inference_steps: optional(stepCount),
  num_train_timesteps: trainedArgument,
  timesteps: customTimesteps,
};

type HeunConfig = Config<typeof options>;
type Call = Config<typeof call>;

export const heunDiscrete = defineScheduler({
  name: 'HeunDiscreteScheduler',
  doc: 'Heun’s method: each step but the last is corrected by a second model call, so n steps make 2n − 1 calls.',
  source: 'schedulers/scheduling_heun_discrete.py',
  options,
  call,
  order: 2,
  parametrisation: () => 've',

  train(config) {
    refuseSeveralGrids(config);
    const noise = noiseOf(config, { betaSchedules: heunSchedules });
    const count = countOf(config.num_train_timesteps, null);
    const timesteps = new Float32Array(spacedOver(config, count, null));
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        ...stepsAt(config, noise, timesteps, count),
      },
    };
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const count = countOf(call.num_inference_steps, call.timesteps);
    const timesteps = new Float32Array(call.timesteps ?? spacedOver(config, count, call.num_train_timesteps));
    return stepsAt(config, noise, timesteps, count);
  },

  sampler(config, { state: { sigmas } }) {
    const type = predictionOf(config.prediction_type);
    const clip = (clean: Float32Array) => (config.clip_sample ? clamped(clean, config.clip_sample_range) : clean);
    /** The first half of a step, until the second has corrected it. */
    let begun: { from: Float32Array; slope: Float32Array; drop: number } | null = null;
    return {
      step({ index, sample, output }) {
        const sigma = sigmas[index];
        const slope = slopeOf(sample, clip(predictedCleanUnscaled(type, { sample, output }, sigma)), sigma);
        if (!begun) {
          begun = { from: sample, slope, drop: fround(at(sigmas, index + 1) - sigma) };
          return combine([1, sample], [begun.drop, slope]);
        }
        const mean = scaled(combine([1, begun.slope], [1, slope]), 0.5);
        const corrected = combine([1, begun.from], [begun.drop, mean]);
        begun = null;
        return corrected;
      },
    };
  },
});

function stepsAt(config: HeunConfig, noise: BetaNoise, spacedTimesteps: Float32Array, count: number) {
  const levels = sampledLevels(config, noise, spacedTimesteps, count);
  const sigmas = new Float32Array(doubledBetweenEnds(append(levels.sigmas, 0)));
  return {
    sigmas,
    timesteps: new Float32Array(doubled(levels.timesteps)),
    numInferenceSteps: count,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}

/** Without a count, or with 0, diffusers counts the timesteps. @throws TypeError if there are none either */
function countOf(count: number | null, timesteps: readonly number[] | null): number {
  if (count) return count;
  if (timesteps) return timesteps.length;
  raise('TypeError', 'there are no inference steps', 'Pass num_inference_steps, at least 1.');
}

/** @throws ValueError for arguments that exclude each other or the configuration */
function refuseConflicts(config: HeunConfig, call: Call): void {
  requireEitherCountOrTimesteps(call, 20);
  refuseTimestepsOnGrid(call, config, ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas']);
}
