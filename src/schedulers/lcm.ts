/**
 * Latent consistency models (Luo et al. 2023): each step jumps to the clean sample and adds noise again.
 * Source: diffusers, schedulers/scheduling_lcm.py.
 */
import { defineScheduler } from './define';
import { distilledCall, distilledOptions, distilledTimesteps, taughtEvenly, trainDistilled } from './distilled';

export const lcm = defineScheduler({
  name: 'LCMScheduler',
  doc: 'For models distilled to a few steps: each step jumps to the clean sample and adds noise again.',
  source: 'schedulers/scheduling_lcm.py',
  options: distilledOptions,
  call: distilledCall,
  order: 1,
  parametrisation: () => 'vp',
  train: trainDistilled,

  infer(config, _training, call) {
    return distilledTimesteps(config, call, taughtEvenly);
  },
});
