/**
 * Stochastic sampling of Karras et al. 2022 ("Elucidating the Design Space of Diffusion-Based Generative Models",
 * algorithm 2) for variance-exploding models (table 1, column 2).
 * Source: diffusers, schedulers/deprecated/scheduling_karras_ve.py.
 */
import { defineScheduler } from '../definition/define';
import { noTrainingNoise } from '../noise/stepLevels';
import { arange, toIntegers } from '../arithmetic/numpy';
import { number, required, stepCount } from '../options/options';
import { divide } from '../arithmetic/python';

const { fround } = Math;

export const karrasVe = defineScheduler({
  name: 'KarrasVeScheduler',
  doc: 'Heun’s method with noise added before each step, for variance-exploding models; deprecated in diffusers.',
  source: 'schedulers/deprecated/scheduling_karras_ve.py',
  options: {
    sigma_min: number(0.02, 'Square root of the last sigma.'),
    sigma_max: number(100, 'Square root of the first sigma; init_noise_sigma as it is.'),
    s_noise: number(1.007, 'Scales the noise added, to make up for detail that is lost.'),
    s_churn: number(80, 'How much noise is added before the steps, in all.'),
    s_min: number(0.05, 'Least sigma at which noise is added.'),
    s_max: number(50, 'Largest sigma at which noise is added.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 2,
  parametrisation: () => 've',

  train({ sigma_min, sigma_max }) {
    return {
      noise: noTrainingNoise,
      state: { initNoiseSigma: sigma_max, sigmaMin: sigma_min, sigmaMax: sigma_max },
    };
  },

  infer({ sigma_min, sigma_max }, _training, { num_inference_steps }) {
    const timesteps = toIntegers(arange(0, num_inference_steps, 1)).reverse();
    const most = fround(sigma_max ** 2);
    const schedule = Float32Array.from(timesteps, (t) => {
      const ratio = fround(divide(sigma_min ** 2, sigma_max ** 2));
      return most * fround(ratio ** fround(t / (num_inference_steps - 1)));
    });
    return { numInferenceSteps: num_inference_steps, timesteps, schedule };
  },

  /** The pipeline takes `schedule[t]` for σ at timestep t. */
  levels(_config, { state: { timesteps, schedule } }) {
    return {
      sigmas: Float32Array.from(timesteps, (t) => schedule[t]),
      finalSigma: 0,
      inputScale: timesteps.map(() => 1),
    };
  },

  /** Heun's second slope is left out in the last step. */
  modelEvaluations: (timesteps) => Math.max(0, 2 * timesteps.length - 1),
});
