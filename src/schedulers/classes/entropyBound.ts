/**
 * Denoising discrete tokens, as many at a time as their joint entropy allows (Ben-Hamu et al. 2025).
 * Source: diffusers, schedulers/scheduling_entropy_bound.py.
 */
import { defineScheduler } from '../definition/define';
import { integer, number, required, stepCount } from '../options/options';
import { countedSteps } from '../families/tokens';

export const entropyBound = defineScheduler({
  name: 'EntropyBoundScheduler',
  doc: 'For language models that denoise: each step accepts the tokens the model is surest of, within a bound.',
  source: 'schedulers/scheduling_entropy_bound.py',
  options: {
    entropy_bound: number(0.1, 'Largest joint entropy of the tokens accepted at once; more accepts more.'),
    t_max: number(0.8, 'Sampling temperature at the first step.'),
    t_min: number(0.4, 'Sampling temperature at the last step.'),
    num_inference_steps: integer(32, 'How many denoising steps to take at most, until set_timesteps is called.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'discrete',
  ...countedSteps,
});
