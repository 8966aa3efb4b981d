/**
 * The variance-exploding diffusion in continuous time (Song et al. 2021, "Score-Based Generative Modeling through SDEs"),
 * with a corrector after every step. Source: diffusers, schedulers/scheduling_sde_ve.py.
 */
import { defineScheduler } from '../definition/define';
import { linspace as evenly } from '../arithmetic/numpy';
import { integer, number, optional, required, stepCount } from '../options/options';
import { divide, naturalLog } from '../arithmetic/python';
import { exp, linspace, map } from '../arithmetic/torch';

const { fround } = Math;

export const scoreSdeVe = defineScheduler({
  name: 'ScoreSdeVeScheduler',
  doc: 'Predictor and corrector steps on the variance-exploding diffusion, for score models such as NCSN++.',
  source: 'schedulers/scheduling_sde_ve.py',
  options: {
    num_train_timesteps: integer(2000, 'How many noise levels the model was trained on.'),
    snr: number(0.15, 'Size of the corrector’s steps.'),
    sigma_min: number(0.01, 'The least sigma.'),
    sigma_max: number(1348, 'The largest sigma, where sampling starts.'),
    sampling_eps: number(1e-5, 'The time at which sampling ends.'),
    correct_steps: integer(1, 'Corrector steps after each predictor step.'),
  },
  call: {
    num_inference_steps: required(stepCount),
    sampling_eps: optional(number(0, 'Overrides sampling_eps of the configuration.')),
  },
  order: 1,
  parametrisation: () => 've',

  train({ num_train_timesteps, sigma_min, sigma_max, sampling_eps }) {
    const timesteps = linspace(1, sampling_eps, num_train_timesteps);
    const range = { least: sigma_min, ratio: fround(divide(sigma_max, sigma_min)) };
    const discreteSigmas = exp(
      linspace(
        naturalLog(sigma_min, 'Use sigmas above 0.'),
        naturalLog(sigma_max, 'Use sigmas above 0.'),
        num_train_timesteps,
      ),
    );
    return {
      noise: {
        betas: null,
        alphasCumprod: null,
        sigmas: discreteSigmas,
        timesteps: evenly(0, 1, num_train_timesteps),
        range,
      },
      state: {
        timesteps,
        sigmas: map(timesteps, (t) => sigmaAt(t, range)),
        discreteSigmas,
        sigmaMin: sigma_min,
        sigmaMax: sigma_max,
        initNoiseSigma: sigma_max,
      },
    };
  },

  infer(config, _training, { num_inference_steps, sampling_eps }) {
    return { timesteps: linspace(1, sampling_eps ?? config.sampling_eps, num_inference_steps) };
  },

  /** `sigmas` stay those of the training timesteps until `set_sigmas` is called. */
  levels(_config, { noise: { range }, state: { timesteps } }) {
    return {
      sigmas: timesteps.map((t) => sigmaAt(t, range)),
      finalSigma: 0,
      inputScale: timesteps.map(() => 1),
    };
  },
});

/** Geometric from the least sigma at time 0. @param ratio how much larger the largest is, float32 */
function sigmaAt(time: number, { least, ratio }: { least: number; ratio: number }): number {
  return fround(fround(ratio ** time) * fround(least));
}
