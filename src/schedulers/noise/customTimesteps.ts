/** Timesteps that the caller chose. Source: diffusers, `DDPMScheduler.set_timesteps`; others follow it. */
import { at, raise } from '../arithmetic/python';

/** @throws ValueError unless timesteps descend from within the training range */
export function refuseUnordered(timesteps: readonly number[], trained: number): void {
  if (timesteps.some((t, i) => i > 0 && t >= timesteps[i - 1])) {
    raise('ValueError', 'timesteps must be in descending order.', 'Sort them, largest first, without repeats.');
  }
  if (at(timesteps, 0) >= trained) {
    raise('ValueError', `timesteps must start before num_train_timesteps (${trained}).`, `Start below ${trained}.`);
  }
}
