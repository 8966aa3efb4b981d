/**
 * Denoising diffusion implicit models (Song et al. 2021): deterministic steps between training timesteps.
 * Source: diffusers, schedulers/scheduling_ddim.py.
 */
import { defineScheduler } from './define';
import { finalAlphaOf, noiseOf } from './noise';
import {
  betaOptions,
  clippingOptions,
  predictionType,
  required,
  rescaleBetas,
  setAlphaToOne,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from './options';
import { refuseMoreThanTrained, spacedIntegers, trainingTimesteps } from './spacing';

export const ddim = defineScheduler({
  name: 'DDIMScheduler',
  doc: 'Deterministic jumps between training timesteps; with eta > 0 some of the noise is drawn anew.',
  source: 'schedulers/scheduling_ddim.py',
  options: {
    ...betaOptions,
    ...clippingOptions,
    set_alpha_to_one: setAlphaToOne(true),
    prediction_type: predictionType,
    ...thresholdingOptions,
    ...spacingOptions('leading'),
    rescale_betas_zero_snr: rescaleBetas,
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    const noise = noiseOf(config);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        finalAlphaCumprod: finalAlphaOf(config, noise),
        initNoiseSigma: 1,
        timesteps: trainingTimesteps(config.num_train_timesteps),
      },
    };
  },

  infer(config, _training, { num_inference_steps }) {
    refuseMoreThanTrained(config, num_inference_steps);
    return { numInferenceSteps: num_inference_steps, timesteps: spacedIntegers(config, num_inference_steps) };
  },
});
