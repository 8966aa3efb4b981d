/**
 * Latent consistency models (Luo et al. 2023): each step jumps to the clean sample and adds noise again.
 * Source: diffusers, schedulers/scheduling_lcm.py.
 */
import { defineScheduler } from '../definition/define';
import {
  distilledCall,
  distilledOptions,
  distilledTimesteps,
  evenStudentTimesteps,
  trainDistilled,
} from '../families/ddpm/distilled';
import { mixtureOf, predictedClean, predictionOf } from '../prediction/prediction';
import { at } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { combine } from '../arithmetic/tensor';
import { limitOf } from '../prediction/thresholding';

const { fround } = Math;

export const lcm = defineScheduler({
  name: 'LCMScheduler',
  doc: 'For models distilled to a few steps: each step jumps to the clean sample and adds noise again.',
  source: 'schedulers/scheduling_lcm.py',
  isForDistilled: true,
  options: distilledOptions,
  call: distilledCall,
  order: 1,
  parametrisation: () => 'vp',
  train: trainDistilled,

  infer(config, _training, call) {
    return distilledTimesteps(config, call, evenStudentTimesteps);
  },

  sampler(config, { noise: { alphasCumprod }, state, shape }) {
    const type = predictionOf(config.prediction_type);
    const limit = limitOf(config, shape);
    const { timesteps, numInferenceSteps, finalAlphaCumprod } = state;
    return {
      step({ index, timestep, sample, output }, draw) {
        const next = timesteps[index + 1] ?? timestep;
        const to = mixtureOf(next >= 0 ? at(alphasCumprod, next) : finalAlphaCumprod);
        const from = mixtureOf(at(alphasCumprod, timestep));
        const clean = limit(predictedClean(type, { sample, output }, from));
        const { skip, out } = boundaryScalings(timestep, config.timestep_scaling);
        const denoised = combine([out, clean], [skip, sample]);
        return index === numInferenceSteps - 1 ? denoised : combine([to.alpha, denoised], [to.sigma, draw()]);
      },
    };
  },
});

/** Standard deviation of the data. */
const sigmaData = 0.5;

/** What makes the model the identity at timestep 0. Song et al. 2023, "Consistency Models", appendix C. */
function boundaryScalings(timestep: number, scaling: number): { skip: number; out: number } {
  const scaled = fround(timestep * fround(scaling));
  const variance = fround(fround(scaled * scaled) + sigmaData ** 2);
  return { skip: fround(sigmaData ** 2 / variance), out: fround(scaled / sqrt(variance)) };
}
