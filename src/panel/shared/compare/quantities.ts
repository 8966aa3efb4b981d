import type { Course } from './series';

/** How a chart's values are laid out. */
export type Scale = 'linear' | 'logarithmic';

/** Something that is drawn of every schedule, one chart each. */
export interface ComparedQuantity {
  readonly id: 'sigma' | 'logSnr' | 'alphasCumprod' | 'timestep';
  readonly symbol: string;
  readonly name: string;
  readonly meaning: string;
  /** One value a step. */
  readonly of: (course: Course) => ArrayLike<number>;
}

export const comparedQuantities: readonly ComparedQuantity[] = [
  { id: 'sigma', symbol: 'σ', name: 'noise level σ', meaning: 'noise level', of: ({ steps }) => steps.sigmas },
  {
    id: 'logSnr',
    symbol: 'log-SNR',
    name: 'log signal-to-noise ratio',
    meaning: 'signal to noise',
    of: ({ steps }) => steps.logSnr,
  },
  {
    id: 'alphasCumprod',
    symbol: 'ᾱ',
    name: 'signal share ᾱ',
    meaning: 'signal left',
    of: ({ steps }) => steps.alphasCumprod,
  },
  { id: 'timestep', symbol: 't', name: 'timestep t', meaning: 'timestep', of: ({ steps }) => steps.timesteps },
];

/** What the charts are drawn over: the number of the step, or how much of the way is done, which lines up any counts. */
export type Along = 'step' | 'progress';

/** Where a step stands along the charts. */
export function placeOf(along: Along, step: number, count: number): number {
  if (along === 'step') return step + 1;
  return count < 2 ? 0 : step / (count - 1);
}

/**
 * The step of one schedule that belongs to the cursor; −1 where it has none.
 *
 * @param most steps of the longest schedule, which the cursor counts
 */
export function stepAtCursor(along: Along, cursor: number, most: number, count: number): number {
  if (cursor < 0 || count === 0) return -1;
  if (along === 'step') return cursor < count ? cursor : -1;
  return most < 2 ? 0 : Math.round((cursor / (most - 1)) * (count - 1));
}
