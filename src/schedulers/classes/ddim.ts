/**
 * Denoising diffusion implicit models (Song et al. 2021): deterministic steps between training timesteps.
 * Source: diffusers, schedulers/scheduling_ddim.py.
 */
import { defineScheduler } from '../definition/define';
import { finalAlphaOf, noiseOf } from '../noise/betaNoise';
import {
  betaOptions,
  clippingOptions,
  predictionType,
  flag,
  number,
  required,
  rescaleBetas,
  setAlphaToOne,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { limitOf } from '../prediction/thresholding';
import { mixtureOf, noiseGivenClean, predictedClean, predictedNoise, predictionOf } from '../prediction/prediction';
import { at, floorDivide } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { combine } from '../arithmetic/tensor';
import { trainingTimesteps, inferSpaced } from '../noise/spacing';

const { fround } = Math;

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

  infer: inferSpaced,

  stepArguments: {
    eta: number(0, 'Share of fresh noise: 0 for deterministic steps, 1 for those of DDPM.'),
    use_clipped_model_output: flag(false, 'Derive the noise anew from the clipped clean sample, as in GLIDE.'),
  },

  sampler(config, { noise, state, shape }, { eta, use_clipped_model_output }) {
    const type = predictionOf(config.prediction_type);
    const limit = limitOf(config, shape);
    const stride = floorDivide(config.num_train_timesteps, state.numInferenceSteps);
    const alphaBarOf = (t: number): number => (t >= 0 ? at(noise.alphasCumprod, t) : state.finalAlphaCumprod);
    return {
      step({ timestep, sample, output }, draw) {
        const [from, to] = [at(noise.alphasCumprod, timestep), alphaBarOf(timestep - stride)];
        const mixture = mixtureOf(from);
        const clean = limit(predictedClean(type, { sample, output }, mixture));
        const epsilon = use_clipped_model_output
          ? noiseGivenClean(clean, sample, mixture)
          : predictedNoise(type, { sample, output }, mixture);
        const fresh = fround(eta * sqrt(posteriorVariance(from, to)));
        const kept = sqrt(fround(fround(1 - to) - fround(fresh * fresh)));
        const mean = combine([sqrt(to), clean], [kept, epsilon]);
        return eta > 0 ? combine([1, mean], [fresh, draw()]) : mean;
      },
    };
  },
});

/** Variance of x_{t−1} given x_t and x0. Song et al. 2021, (16) for η = 1. */
function posteriorVariance(from: number, to: number): number {
  return fround(fround(fround(1 - to) / fround(1 - from)) * fround(1 - fround(from / to)));
}
