/**
 * Denoising diffusion probabilistic models (Ho et al. 2020): ancestral sampling of the training process reversed.
 * Source: diffusers, schedulers/scheduling_ddpm.py.
 */
import { refuseUnordered, refuseCountAndTimesteps, requireCount } from '../noise/customTimesteps';
import { defineScheduler } from '../definition/define';
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
import { at } from '../arithmetic/python';
import { trainingTimesteps, inferSpaced } from '../noise/spacing';
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
    refuseCountAndTimesteps(call);
    const { timesteps } = call;
    if (timesteps) {
      refuseUnordered(timesteps, config.num_train_timesteps);
      return { timesteps: toIntegers(timesteps) };
    }
    return inferSpaced(config, null, { num_inference_steps: requireCount(call.num_inference_steps, 50) });
  },

  sampler(config, { noise, state, shape }) {
    const type = predictionOf(config.prediction_type);
    const limit = limitOf(config, shape);
    const previous = (t: number): number => state.timesteps[state.timesteps.indexOf(t) + 1] ?? -1;
    const alphaBarOf = (t: number): number => (t >= 0 ? at(noise.alphasCumprod, t) : state.one);
    return {
      step({ timestep, sample, output: both }, draw) {
        const { output, variance } = separated(both, sample, shape, config.variance_type);
        const [from, to] = [at(noise.alphasCumprod, timestep), alphaBarOf(previous(timestep))];
        const clean = limit(predictedClean(type, { sample, output }, mixtureOf(from)));
        const mean = posteriorMean(sample, clean, from, to);
        if (timestep <= 0) return mean;
        return spread(mean, draw(), ddpmDeviation(config.variance_type, from, to, variance));
      },
    };
  },
});
