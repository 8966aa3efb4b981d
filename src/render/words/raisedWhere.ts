import type { RaisedAt } from '../../schedulers/errors';

/** Where diffusers raises, in words. */
export const raisedWhere: Readonly<Record<RaisedAt, string>> = {
  loading: 'when its configuration is loaded',
  init: 'when it is constructed',
  set_timesteps: 'in `set_timesteps`',
  step: 'in `step`',
};
