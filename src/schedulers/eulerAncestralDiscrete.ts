/**
 * Ancestral sampling with Euler steps, as in k-diffusion (`sample_euler_ancestral`).
 * Source: diffusers, schedulers/scheduling_euler_ancestral_discrete.py.
 */
import { defineScheduler } from './define';
import { initNoiseSigmaOf, noiseOf } from './noise';
import { interpOverIndices } from './numpy';
import { betaOptions, predictionType, required, rescaleBetas, spacingOptions, stepCount } from './options';
import { spaced, trainingPositions } from './spacing';
import { append, flip } from './torch';

export const eulerAncestralDiscrete = defineScheduler({
  name: 'EulerAncestralDiscreteScheduler',
  doc: 'Euler steps below each target noise level, with fresh noise to reach it: never converges to one picture.',
  source: 'schedulers/scheduling_euler_ancestral_discrete.py',
  options: {
    ...betaOptions,
    prediction_type: predictionType,
    ...spacingOptions('linspace'),
    rescale_betas_zero_snr: rescaleBetas,
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 've',

  train(config) {
    const noise = noiseOf(config, { keepFinite: true });
    const sigmas = append(flip(noise.sigmas), 0);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        sigmas,
        timesteps: trainingPositions(config.num_train_timesteps),
        initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
      },
    };
  },

  infer(config, { noise }, { num_inference_steps }) {
    const timesteps = Float32Array.from(spaced(config, num_inference_steps));
    const sigmas = append(interpOverIndices(timesteps, noise.sigmas), 0);
    return {
      sigmas,
      timesteps,
      numInferenceSteps: num_inference_steps,
      initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
    };
  },
});
