/**
 * DDIM walked backwards, from a picture to the noise it would come from (Mokady et al. 2022, "Null-text Inversion").
 * Source: diffusers, schedulers/scheduling_ddim_inverse.py.
 */
import { defineScheduler } from '../definition/define';
import { trainedSigma } from '../noise/stepLevels';
import { nearest } from '../options/nearest';
import { finalAlphaOf, noiseOf } from '../noise/betaNoise';
import {
  betaOptions,
  clippingOptions,
  flag,
  oneOf,
  optional,
  predictionType,
  required,
  rescaleBetas,
  spacingOptions,
  stepCount,
} from '../options/options';
import { mixtureOf, predictedClean, predictedNoise, predictionOf } from '../prediction/prediction';
import { at, floorDivide, raise } from '../arithmetic/python';
import { refuseMoreThanTrained, spacedIntegers, trainingTimesteps } from '../noise/spacing';
import { clamped, combine } from '../arithmetic/tensor';

const spacings = ['leading', 'trailing'];

export const ddimInverse = defineScheduler({
  name: 'DDIMInverseScheduler',
  doc: 'DDIM backwards: finds the noise that a given picture would be sampled from, for editing.',
  source: 'schedulers/scheduling_ddim_inverse.py',
  options: {
    ...betaOptions,
    ...clippingOptions,
    set_alpha_to_one: flag(true, 'Begin the first step at exactly no noise (ᾱ = 1) rather than at the least trained.'),
    prediction_type: predictionType,
    ...spacingOptions('leading'),
    timestep_spacing: oneOf(spacings, 'leading', spacingOptions('leading').timestep_spacing.doc),
    rescale_betas_zero_snr: rescaleBetas,
    set_alpha_to_zero: optional(flag(true, 'Old name of set_alpha_to_one, over which it wins.')),
  },
  ignoresUnknownOptions: true,
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    const noise = noiseOf(config);
    const startsClean = config.set_alpha_to_zero ?? config.set_alpha_to_one;
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        initialAlphaCumprod: finalAlphaOf({ set_alpha_to_one: startsClean }, noise),
        initNoiseSigma: 1,
        timesteps: trainingTimesteps(config.num_train_timesteps).reverse(),
      },
    };
  },

  infer(config, _training, { num_inference_steps }) {
    refuseMoreThanTrained(config, num_inference_steps);
    refuseUnknownSpacing(config.timestep_spacing);
    return {
      numInferenceSteps: num_inference_steps,
      timesteps: spacedIntegers(config, num_inference_steps).reverse(),
    };
  },

  /** A step ends at the level of its timestep: so the last level is that of the last timestep. */
  levels(_config, { noise, state: { timesteps } }) {
    const sigmas = Float64Array.from(timesteps, (t) => trainedSigma(noise.sigmas, t));
    return { sigmas, finalSigma: sigmas.at(-1) ?? 0 };
  },

  sampler(config, { noise: { alphasCumprod }, state }) {
    const type = predictionOf(config.prediction_type);
    const stride = floorDivide(config.num_train_timesteps, state.numInferenceSteps);
    return {
      step({ timestep, sample, output }) {
        const before = Math.min(timestep - stride, config.num_train_timesteps - 1);
        const from = mixtureOf(before >= 0 ? at(alphasCumprod, before) : state.initialAlphaCumprod);
        const to = mixtureOf(at(alphasCumprod, timestep));
        const clean = predictedClean(type, { sample, output }, from);
        const limited = config.clip_sample ? clamped(clean, config.clip_sample_range) : clean;
        return combine([to.alpha, limited], [to.sigma, predictedNoise(type, { sample, output }, from)]);
      },
    };
  },
});

/** @throws ValueError, also for "linspace" */
function refuseUnknownSpacing(spacing: string): void {
  if (spacings.includes(spacing)) return;
  raise(
    'ValueError',
    `timestep_spacing "${spacing}" is not supported`,
    nearest(spacing, spacings) ?? 'Use "leading" or "trailing".',
  );
}
