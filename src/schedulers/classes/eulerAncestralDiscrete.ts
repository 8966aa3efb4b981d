/**
 * Ancestral sampling with Euler steps, as in k-diffusion (`sample_euler_ancestral`).
 * Source: diffusers, schedulers/scheduling_euler_ancestral_discrete.py.
 */
import { defineScheduler } from '../definition/define';
import { ancestralStep, eulerStep } from '../families/kDiffusion/eulerStep';
import { initNoiseSigmaOf, noiseOf } from '../noise/betaNoise';
import { interpOverIndices } from '../arithmetic/numpy';
import { betaOptions, predictionType, required, rescaleBetas, spacingOptions, stepCount } from '../options/options';
import { predictedCleanUnscaled, predictionOf } from '../prediction/prediction';
import { at, raise } from '../arithmetic/python';
import { spaced, trainingPositions } from '../noise/spacing';
import { combine } from '../arithmetic/tensor';
import { append, flip } from '../arithmetic/torch';

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
    const timesteps = new Float32Array(spaced(config, num_inference_steps));
    const sigmas = append(interpOverIndices(timesteps, noise.sigmas), 0);
    return {
      sigmas,
      timesteps,
      numInferenceSteps: num_inference_steps,
      initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
    };
  },

  sampler(config, { state: { sigmas } }) {
    if (config.prediction_type === 'sample') {
      raise('NotImplementedError', 'prediction_type not implemented yet: sample', 'Use "epsilon" or "v_prediction".');
    }
    const type = predictionOf(config.prediction_type, ['epsilon', 'v_prediction']);
    return {
      step({ index, sample, output }, draw) {
        const sigma = sigmas[index];
        const clean = predictedCleanUnscaled(type, { sample, output }, sigma);
        const { down, up } = ancestralStep(sigma, at(sigmas, index + 1));
        return combine([1, eulerStep(sample, clean, sigma, down)], [up, draw()]);
      },
    };
  },
});
