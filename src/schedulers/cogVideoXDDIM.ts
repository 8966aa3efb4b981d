/**
 * DDIM (Song et al. 2021) for CogVideoX (Yang et al. 2024), on noise levels shifted towards the noise.
 * Source: diffusers, schedulers/scheduling_ddim_cogvideox.py.
 */
import { defineScheduler } from './define';
import { noiseOfAlphas } from './noise';
import {
  betaOptions,
  clippingOptions,
  number,
  predictionType,
  required,
  rescaleBetas,
  setAlphaToOne,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from './options';
import { at } from './python';
import { shiftedAlphas } from './snrShift';
import { refuseMoreThanTrained, spacedIntegers, trainingTimesteps } from './spacing';

export const cogVideoXDDIM = defineScheduler({
  name: 'CogVideoXDDIMScheduler',
  doc: 'DDIM for CogVideoX: deterministic jumps on a schedule with less signal at every level.',
  source: 'schedulers/scheduling_ddim_cogvideox.py',
  options: {
    ...betaOptions,
    beta_start: number(0.00085, betaOptions.beta_start.doc),
    beta_end: number(0.012, betaOptions.beta_end.doc),
    beta_schedule: { ...betaOptions.beta_schedule, default: 'scaled_linear' },
    ...clippingOptions,
    set_alpha_to_one: setAlphaToOne(true),
    prediction_type: predictionType,
    sample_max_value: thresholdingOptions.sample_max_value,
    ...spacingOptions('leading'),
    rescale_betas_zero_snr: rescaleBetas,
    snr_shift_scale: number(3, 'Divides the signal-to-noise ratio of every level.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    const held = shiftedAlphas(config);
    return {
      noise: noiseOfAlphas(new Float32Array(held.betas), new Float32Array(held.alphasCumprod)),
      state: {
        ...held,
        finalAlphaCumprod: config.set_alpha_to_one ? 1 : at(held.alphasCumprod, 0),
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
