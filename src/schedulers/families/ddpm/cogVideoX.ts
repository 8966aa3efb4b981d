/**
 * The schedule of CogVideoX (Yang et al. 2024), whose noise levels are shifted towards the noise.
 * Source: diffusers, schedulers/scheduling_ddim_cogvideox.py; scheduling_dpm_cogvideox.py has the same.
 */
import type { Config } from '../../definition/define';
import { noiseOfAlphas } from '../../noise/betaNoise';
import { notUsed } from '../../options/option';
import {
  clippingOptions,
  flag,
  number,
  predictionType,
  required,
  rescaleBetas,
  setAlphaToOne,
  spacingOptions,
  stepCount,
  thresholdingOptions,
  stableDiffusionBetas,
} from '../../options/options';
import { at } from '../../arithmetic/python';
import { shiftedAlphas } from './snrShift';
import { trainingTimesteps, inferSpaced } from '../../noise/spacing';

const options = {
  ...stableDiffusionBetas,
  clip_sample: { ...clippingOptions.clip_sample, doc: notUsed },
  clip_sample_range: { ...clippingOptions.clip_sample_range, doc: notUsed },
  set_alpha_to_one: setAlphaToOne(true),
  prediction_type: predictionType,
  sample_max_value: { ...thresholdingOptions.sample_max_value, doc: notUsed },
  ...spacingOptions('leading'),
  rescale_betas_zero_snr: rescaleBetas,
  snr_shift_scale: number(3, 'Divides the signal-to-noise ratio of every level.'),
};

/** What both declarations share. */
export const cogVideoX = {
  options,
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp' as const,
  train,
  infer: inferSpaced,
  stepArguments: { eta: number(0, notUsed), use_clipped_model_output: flag(false, notUsed) },
};

type CogVideoXConfig = Config<typeof options>;

/** What the constructor computes. */
function train(config: CogVideoXConfig) {
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
}
