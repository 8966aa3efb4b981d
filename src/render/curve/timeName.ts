import type { Schedule } from '../../schedulers/definition/schedule';

/** What the timesteps of a class are to be called: some models are told a time or an angle instead of a level's number. */
export function timeName({ training: { timesteps } }: Schedule): 'training timestep' | 'timestep' | 'time' {
  if (timesteps.length === 0) return 'timestep';
  return timesteps.every(Number.isInteger) ? 'training timestep' : 'time';
}
