/**
 * Denoising diffusion probabilistic models (Ho et al. 2020): ancestral sampling of the training process reversed.
 * Source: diffusers, schedulers/scheduling_ddpm.py.
 */
import { refuseUnordered } from '../noise/customTimesteps';
import { defineScheduler, isGiven } from '../definition/define';
import { noiseOf } from '../noise/betaNoise';
import { toIntegers } from '../arithmetic/numpy';
import {
  betaOptions,
  betaSchedules,
  clippingOptions,
  customTimesteps,
  oneOf,
  optional,
  predictionType,
  rescaleBetas,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { ddpmDeviation, posteriorMean, separated, spread } from '../families/ddpm/ddpmStep';
import { mixtureOf, predictedClean, predictionOf } from '../prediction/prediction';
import { at, raise } from '../arithmetic/python';
import { refuseMoreThanTrained, spacedIntegers, trainingTimesteps } from '../noise/spacing';
import { limitOf } from '../prediction/thresholding';

const ddpmSchedules = [...betaSchedules, 'laplace', 'sigmoid'];

const varianceTypes = ['fixed_small', 'fixed_small_log', 'fixed_large', 'fixed_large_log', 'learned', 'learned_range'];

export const ddpm = defineScheduler({
  name: 'DDPMScheduler',
  doc: 'The training process reversed step by step, with fresh noise at each: slow, and true to the model.',
  source: 'schedulers/scheduling_ddpm.py',
  options: {
    ...betaOptions,
    beta_schedule: oneOf(ddpmSchedules, 'linear', betaOptions.beta_schedule.doc),
    variance_type: oneOf(varianceTypes, 'fixed_small', 'How much fresh noise a step adds.'),
    ...clippingOptions,
    prediction_type: predictionType,
    ...thresholdingOptions,
    ...spacingOptions('leading'),
    rescale_betas_zero_snr: rescaleBetas,
  },
  call: { num_inference_steps: optional(stepCount), timesteps: customTimesteps },
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    const noise = noiseOf(config, { betaSchedules: ddpmSchedules });
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        one: 1,
        initNoiseSigma: 1,
        timesteps: trainingTimesteps(config.num_train_timesteps),
      },
    };
  },

  infer(config, _training, call) {
    if (isGiven(call, 'timesteps') && isGiven(call, 'num_inference_steps')) {
      raise(
        'ValueError',
        'num_inference_steps and timesteps cannot both be given.',
        'Remove num_inference_steps: the length of timesteps says how many steps there are.',
      );
    }
    const { timesteps, num_inference_steps } = call;
    if (timesteps) {
      refuseUnordered(timesteps, config.num_train_timesteps);
      return { timesteps: toIntegers(timesteps) };
    }
    if (num_inference_steps === null) {
      raise('TypeError', 'num_inference_steps is None', 'Pass num_inference_steps, for example set_timesteps(50).');
    }
    refuseMoreThanTrained(config, num_inference_steps);
    return { numInferenceSteps: num_inference_steps, timesteps: spacedIntegers(config, num_inference_steps) };
  },

  sampler(config, { noise, state, shape }) {
    const type = predictionOf(config.prediction_type);
    const limit = limitOf(config, shape);
    const previous = (t: number): number => state.timesteps[state.timesteps.indexOf(t) + 1] ?? -1;
    const alphaBarOf = (t: number): number => (t >= 0 ? at(noise.alphasCumprod, t) : state.one);
    return {
      step({ timestep, sample, output: said }, draw) {
        const { output, variance } = separated(said, sample, shape, config.variance_type);
        const [from, to] = [at(noise.alphasCumprod, timestep), alphaBarOf(previous(timestep))];
        const clean = limit(predictedClean(type, { sample, output }, mixtureOf(from)));
        const mean = posteriorMean(sample, clean, from, to);
        if (timestep <= 0) return mean;
        return spread(mean, draw(), ddpmDeviation(config.variance_type, from, to, variance));
      },
    };
  },
});
