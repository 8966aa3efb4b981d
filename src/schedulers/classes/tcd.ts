/**
 * Trajectory consistency distillation (Zheng et al. 2024): as latent consistency models, with less noise added again.
 * Source: diffusers, schedulers/scheduling_tcd.py.
 */
import { defineScheduler, isGiven } from '../definition/define';
import {
  distilledCall,
  distilledOptions,
  distilledTimesteps,
  evenStudentTimesteps,
  trainDistilled,
  upTo,
  type StudentTimesteps,
} from '../families/ddpm/distilled';
import { number } from '../options/options';
import { mixtureOf, predictedClean, predictedNoise, predictionOf } from '../prediction/prediction';
import { at, raise, truncated } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { combine } from '../arithmetic/tensor';

const { fround } = Math;

export const tcd = defineScheduler({
  name: 'TCDScheduler',
  doc: 'For models distilled to a few steps; eta decides how much noise each step adds again.',
  source: 'schedulers/scheduling_tcd.py',
  isForDistilled: true,
  options: distilledOptions,
  call: distilledCall,
  order: 1,
  parametrisation: () => 'vp',
  train: trainDistilled,

  infer(config, _training, call) {
    return distilledTimesteps(config, call, studentTimesteps);
  },

  stepArguments: {
    eta: number(
      0.3,
      'How far each step goes back: 0 adds no noise, 1 jumps to the clean sample and adds all of it again.',
    ),
  },

  sampler(config, { noise: { alphasCumprod }, state: { timesteps, numInferenceSteps } }, { eta }) {
    const type = predictionOf(config.prediction_type);
    refuseOutside(eta);
    return {
      step({ index, timestep, sample, output }, draw) {
        const next = timesteps[index + 1] ?? 0;
        const [from, to] = [at(alphasCumprod, timestep), at(alphasCumprod, next)];
        const below = at(alphasCumprod, Math.floor(fround(fround(1 - eta) * next)));
        const mixture = mixtureOf(from);
        const { alpha, sigma } = mixtureOf(below);
        const noised = combine(
          [alpha, predictedClean(type, { sample, output }, mixture)],
          [sigma, predictedNoise(type, { sample, output }, mixture)],
        );
        if (eta === 0 || index === numInferenceSteps - 1) return noised;
        const kept = fround(to / below);
        return combine([sqrt(kept), noised], [sqrt(fround(1 - kept)), draw()]);
      },
    };
  },
});

/** @throws AssertionError */
function refuseOutside(eta: number): void {
  if (eta >= 0 && eta <= 1) return;
  raise('AssertionError', 'gamma must be less than or equal to 1.0', 'Use an eta from 0 to 1.');
}

/** With original_inference_steps in the call, any training timestep may be visited. */
const studentTimesteps: StudentTimesteps = (config, call) =>
  isGiven(call, 'original_inference_steps')
    ? upTo(truncated(config.num_train_timesteps * call.strength))
    : evenStudentTimesteps(config, call);
