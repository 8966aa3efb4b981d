/**
 * The variance-preserving diffusion in continuous time (Song et al. 2021, "Score-Based Generative Modeling through SDEs",
 * (11) and (33)). Source: diffusers, schedulers/deprecated/scheduling_sde_vp.py.
 */
import { continuousNoise } from '../noise/continuousTime';
import { defineScheduler } from '../definition/define';
import { integer, number, required, stepCount } from '../options/options';
import { linspace } from '../arithmetic/torch';

export const scoreSdeVp = defineScheduler({
  name: 'ScoreSdeVpScheduler',
  doc: 'Euler–Maruyama steps on the variance-preserving diffusion; deprecated in diffusers.',
  source: 'schedulers/deprecated/scheduling_sde_vp.py',
  options: {
    num_train_timesteps: integer(2000, 'How many noise levels the model was trained on.'),
    beta_min: number(0.1, 'Rate of noise at time 0.'),
    beta_max: number(20, 'Rate of noise at time 1, where sampling starts.'),
    sampling_eps: number(0.001, 'The time at which sampling ends.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train({ beta_min, beta_max }) {
    const range = { least: beta_min, most: beta_max };
    return { noise: { ...continuousNoise((t) => sigmaAt(t, range)), range }, state: {} };
  },

  infer({ sampling_eps }, _training, { num_inference_steps }) {
    return { timesteps: linspace(1, sampling_eps, num_inference_steps) };
  },

  levels(_config, { noise: { range }, state: { timesteps } }) {
    return { sigmas: Float64Array.from(timesteps, (t) => sigmaAt(t, range)), finalSigma: 0 };
  },
});

/** √(1/ᾱ − 1) for −ln ᾱ the rate of noise, from `least` to `most`, integrated up to a time. */
function sigmaAt(time: number, { least, most }: { least: number; most: number }): number {
  return Math.sqrt(Math.expm1(0.5 * time ** 2 * (most - least) + time * least));
}
