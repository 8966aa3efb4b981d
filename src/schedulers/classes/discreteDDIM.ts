/**
 * Denoising discrete tokens along the DDIM-like reverse process of uniform diffusion (Austin et al. 2021; Song et al. 2021).
 * Source: diffusers, schedulers/scheduling_discrete_ddim.py.
 */
import { defineScheduler } from '../definition/define';
import { integer, number, oneOf, required, stepCount } from '../options/options';
import { countedSteps } from '../families/tokens';

const selections = ['lowest_log_margin', 'lowest_maxprob', 'lowest_current_prob', 'random'];

export const discreteDDIM = defineScheduler({
  name: 'DiscreteDDIMScheduler',
  doc: 'For language models that denoise: each step keeps, replaces or randomises every token by its probability.',
  source: 'schedulers/scheduling_discrete_ddim.py',
  options: {
    num_inference_steps: integer(32, 'How many denoising steps to take, until set_timesteps is called.'),
    corrector_steps: integer(0, 'Gibbs sweeps after each step.'),
    corrector_k: integer(1, 'How many tokens a sweep samples anew.'),
    corrector_selection: oneOf(selections, 'lowest_log_margin', 'Which tokens a sweep samples anew.'),
    corrector_selection_tau: number(1, 'Temperature of that choice; lower is greedier.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'discrete',
  ...countedSteps,
});
