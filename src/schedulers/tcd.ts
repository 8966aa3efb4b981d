/**
 * Trajectory consistency distillation (Zheng et al. 2024): as latent consistency models, with less noise added again.
 * Source: diffusers, schedulers/scheduling_tcd.py.
 */
import { defineScheduler, isGiven } from './define';
import {
  distilledCall,
  distilledOptions,
  distilledTimesteps,
  taughtEvenly,
  trainDistilled,
  upTo,
  type Taught,
} from './distilled';
import { truncated } from './python';

export const tcd = defineScheduler({
  name: 'TCDScheduler',
  doc: 'For models distilled to a few steps; eta decides how much noise each step adds again.',
  source: 'schedulers/scheduling_tcd.py',
  options: distilledOptions,
  call: distilledCall,
  order: 1,
  parametrisation: () => 'vp',
  train: trainDistilled,

  infer(config, _training, call) {
    return distilledTimesteps(config, call, taught);
  },
});

/** With original_inference_steps in the call, any training timestep may be visited. */
const taught: Taught = (config, call) =>
  isGiven(call, 'original_inference_steps')
    ? upTo(truncated(config.num_train_timesteps * call.strength))
    : taughtEvenly(config, call);
