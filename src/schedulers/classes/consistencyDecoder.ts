/**
 * Two steps of a consistency model (Song et al. 2023) that decodes the latents of Stable Diffusion, as in DALL·E 3.
 * Source: diffusers, schedulers/scheduling_consistency_decoder.py.
 */
import { squaredCosine } from '../noise/betas';
import { defineScheduler } from '../definition/define';
import { levelsOf } from '../noise/stepLevels';
import { noiseOfAlphas } from '../noise/betaNoise';
import { integer, number, optional, stepCount } from '../options/options';
import { raise } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { map } from '../arithmetic/torch';

const { fround } = Math;

export const consistencyDecoder = defineScheduler({
  name: 'ConsistencyDecoderScheduler',
  doc: 'Two fixed steps for the consistency decoder, a diffusion model in place of the autoencoder’s decoder.',
  source: 'schedulers/scheduling_consistency_decoder.py',
  options: {
    num_train_timesteps: integer(1024, 'How many noise levels the model was trained on.'),
    sigma_data: number(0.5, 'Standard deviation of the training pictures.'),
  },
  call: { num_inference_steps: optional(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train({ num_train_timesteps, sigma_data }) {
    const noise = noiseOfAlphas(squaredCosine({ num_train_timesteps }));
    const { alphasCumprod } = noise;
    const inverse = map(alphasCumprod, (alpha) => 1 / alpha);
    const scale = map(inverse, sqrt);
    const sigmas = map(inverse, (x) => sqrt(fround(x - 1)));
    const variance = map(sigmas, (sigma) => fround(sigma * sigma) + sigma_data ** 2);
    const deviation = map(variance, sqrt);
    return {
      noise,
      state: {
        sqrtAlphasCumprod: map(alphasCumprod, sqrt),
        sqrtOneMinusAlphasCumprod: map(alphasCumprod, (alpha) => sqrt(fround(1 - alpha))),
        cSkip: scale.map((x, i) => fround(x * sigma_data ** 2) / variance[i]),
        cOut: sigmas.map((sigma, i) => fround(sigma * sigma_data) / deviation[i]),
        cIn: scale.map((x, i) => x / deviation[i]),
      },
    };
  },

  infer(_config, { state }, { num_inference_steps }) {
    if (num_inference_steps !== 2) {
      raise('ValueError', 'Only two inference steps are supported.', 'Use set_timesteps(2).');
    }
    const timesteps = Int32Array.of(1008, 512);
    // Models with fewer training timesteps have no level there: init_noise_sigma raises IndexError when it is read.
    const initNoiseSigma = state.sqrtOneMinusAlphasCumprod.at(timesteps[0]);
    return { timesteps, ...(initNoiseSigma === undefined ? {} : { initNoiseSigma }) };
  },

  levels(_config, { noise, state }) {
    const { timesteps, cIn } = state;
    return { ...levelsOf({ timesteps }, noise), inputScale: Float32Array.from(timesteps, (t) => cIn.at(t) ?? NaN) };
  },
});
