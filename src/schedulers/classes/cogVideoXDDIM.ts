/**
 * DDIM (Song et al. 2021) for CogVideoX (Yang et al. 2024).
 * Source: diffusers, schedulers/scheduling_ddim_cogvideox.py.
 */
import { cogVideoX } from '../families/ddpm/cogVideoX';
import { defineScheduler } from '../definition/define';
import { precisionOf } from '../arithmetic/precision';
import { mixtureOf, predictedClean, predictionOf } from '../prediction/prediction';
import { at, floorDivide } from '../arithmetic/python';
import { combine } from '../arithmetic/tensor';

export const cogVideoXDDIM = defineScheduler({
  name: 'CogVideoXDDIMScheduler',
  doc: 'DDIM for CogVideoX: deterministic jumps on a schedule with less signal at every level.',
  source: 'schedulers/scheduling_ddim_cogvideox.py',
  ...cogVideoX,

  sampler(config, { state: { alphasCumprod, finalAlphaCumprod, numInferenceSteps } }) {
    const type = predictionOf(config.prediction_type);
    const stride = floorDivide(config.num_train_timesteps, numInferenceSteps);
    const precision = precisionOf(alphasCumprod);
    const { round, sqrt } = precision;
    return {
      step({ timestep, sample, output }) {
        const from = at(alphasCumprod, timestep);
        const to = timestep >= stride ? at(alphasCumprod, timestep - stride) : finalAlphaCumprod;
        const clean = predictedClean(type, { sample, output }, mixtureOf(from, precision));
        const kept = sqrt(round(round(1 - to) / round(1 - from)));
        return combine([kept, sample], [round(sqrt(to) - round(sqrt(from) * kept)), clean]);
      },
    };
  },
});
