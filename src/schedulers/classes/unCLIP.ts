/**
 * DDPM as in unCLIP (Ramesh et al. 2022, DALL·E 2): the cosine schedule, both ends of the training range included.
 * Source: diffusers, schedulers/scheduling_unclip.py.
 */
import { squaredCosine } from '../noise/betas';
import { defineScheduler } from '../definition/define';
import { noiseOfAlphas } from '../noise/betaNoise';
import { arange, round, toIntegers } from '../arithmetic/numpy';
import { betaOptions, clippingOptions, oneOf, required, stepCount } from '../options/options';
import { divide, raise } from '../arithmetic/python';
import { trainingTimesteps } from '../noise/spacing';

const cosine = 'squaredcos_cap_v2';

export const unCLIP = defineScheduler({
  name: 'UnCLIPScheduler',
  doc: 'DDPM for unCLIP and Karlo: the training process reversed, with fresh noise at each step.',
  source: 'schedulers/scheduling_unclip.py',
  options: {
    num_train_timesteps: betaOptions.num_train_timesteps,
    variance_type: oneOf(['fixed_small_log', 'learned_range'], 'fixed_small_log', 'How much fresh noise a step adds.'),
    ...clippingOptions,
    prediction_type: oneOf(
      ['epsilon', 'sample'],
      'epsilon',
      'What the model predicts: the noise, or the clean sample.',
    ),
    beta_schedule: oneOf([cosine], cosine, 'How beta grows; no other is supported.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: null,
  parametrisation: () => 'vp',

  train(config) {
    refuseOtherSchedule(config.beta_schedule);
    const noise = noiseOfAlphas(squaredCosine(config));
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

  infer(config, _training, { num_inference_steps }) {
    const stride = divide(config.num_train_timesteps - 1, num_inference_steps - 1);
    const ascending = arange(0, num_inference_steps, 1).map((i) => i * stride);
    return { numInferenceSteps: num_inference_steps, timesteps: toIntegers(round(ascending)).reverse() };
  },
});

/** @throws ValueError */
function refuseOtherSchedule(name: string): void {
  if (name === cosine) return;
  raise('ValueError', `beta_schedule "${name}" is not supported`, `Use "${cosine}", or another scheduler.`);
}
