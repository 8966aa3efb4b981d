/** Checks of the arguments of `set_timesteps` that choose the timesteps. Source: diffusers, `set_timesteps` of its schedulers. */
import { at, raise } from '../arithmetic/python';
import { isGiven } from '../definition/define';

type Call = Parameters<typeof isGiven>[0];

/** @throws ValueError unless timesteps descend from within the training range, IndexError without timesteps */
export function refuseUnordered(timesteps: readonly number[], trained: number): void {
  if (timesteps.some((t, i) => i > 0 && t >= timesteps[i - 1])) {
    raise('ValueError', 'timesteps must be in descending order.', 'Sort them, largest first, without repeats.');
  }
  if (at(timesteps, 0) >= trained) {
    raise('ValueError', `timesteps must start before num_train_timesteps (${trained}).`, `Start below ${trained}.`);
  }
}

/** @throws ValueError if neither a count nor timesteps are given. @param example a usual count */
export function requireCountOrTimesteps(call: Call, example: number): void {
  if (isGiven(call, 'num_inference_steps') || isGiven(call, 'timesteps')) return;
  raise(
    'ValueError',
    'One of num_inference_steps and timesteps must be given.',
    `Pass num_inference_steps, for example set_timesteps(${example}).`,
  );
}

/** @throws ValueError if both a count and timesteps are given */
export function refuseCountAndTimesteps(call: Call): void {
  if (!isGiven(call, 'num_inference_steps') || !isGiven(call, 'timesteps')) return;
  raise(
    'ValueError',
    'num_inference_steps and timesteps cannot both be given.',
    'Remove num_inference_steps: the length of timesteps says how many steps there are.',
  );
}

/** @throws ValueError unless either a count or timesteps are given. @param example a usual count */
export function requireEitherCountOrTimesteps(call: Call, example: number): void {
  if (isGiven(call, 'num_inference_steps') !== isGiven(call, 'timesteps')) return;
  raise(
    'ValueError',
    'Exactly one of num_inference_steps and timesteps must be given.',
    `Pass num_inference_steps, for example set_timesteps(${example}).`,
  );
}

/** @throws ValueError if timesteps are given although one of `grids`, options that choose the sigmas, is set */
export function refuseTimestepsOnGrid<G extends string>(
  call: Call,
  config: Readonly<Record<G, boolean>>,
  grids: readonly G[],
): void {
  const grid = grids.find((name) => config[name]);
  if (!grid || !isGiven(call, 'timesteps')) return;
  raise('ValueError', `timesteps cannot be given with ${grid}.`, `Remove timesteps or ${grid}.`);
}

/** A count that diffusers lets be `None` until it calculates with it. @throws TypeError. @param example a usual count */
export function requireCount(count: number | null, example = 20): number {
  if (count !== null) return count;
  raise('TypeError', 'num_inference_steps is None', `Pass num_inference_steps, for example set_timesteps(${example}).`);
}
