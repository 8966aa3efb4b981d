/** Where the steps lie: how many of them each stretch of noise levels gets, and what the last ones remove. */
import { counted, significant } from '../../../render/words/numbers';
import type { Schedule } from '../../../schedulers/definition/schedule';
import { numberIn, storyOf } from './story';

/** A stretch of levels and the steps that begin in it. */
export interface Bin {
  /** As people read it: `t 900…1000`, `σ 0.1…0.3`. */
  readonly label: string;
  readonly steps: number;
}

export interface Density {
  /** How many steps there are, and what the stretches are equal in. */
  readonly caption: string;
  /** From the most to the least noise. */
  readonly bins: readonly Bin[];
}

const binCount = 10;

/** Null where there is nothing to count along. */
export function densityOf(schedule: Schedule): Density | null {
  const { steps } = schedule;
  if (steps.count === 0) return null;
  switch (storyOf(schedule)) {
    case 'tokens':
      return null;
    case 'flow':
      return {
        caption: captionOf(schedule, 'tenths of σ, the share of noise'),
        bins: binned(steps.sigmas, [0, 1], 'σ', linear),
      };
    case 'betas': {
      const count = numberIn(schedule, 'num_train_timesteps') ?? schedule.training.timesteps.length;
      return {
        caption: captionOf(schedule, 'tenths of the training timesteps'),
        bins: binned(Float64Array.from(steps.timesteps), [0, count], 't', linear),
      };
    }
    default: {
      const positive = steps.sigmas.filter((sigma) => sigma > 0 && Number.isFinite(sigma));
      const ends = [Math.min(...positive), Math.max(...positive)] as const;
      if (!(ends[0] < ends[1])) return null;
      return { caption: captionOf(schedule, 'equal factors of σ'), bins: binned(steps.sigmas, ends, 'σ', logarithmic) };
    }
  }
}

const captionOf = ({ steps }: Schedule, stretches: string): string =>
  `${counted(steps.count, 'step')} over ${stretches}, from noise to picture`;

/** A way to lay numbers out, and back. */
interface Scale {
  readonly to: (value: number) => number;
  readonly from: (place: number) => number;
}

const linear: Scale = { to: (value) => value, from: (place) => place };
const logarithmic: Scale = { to: Math.log, from: Math.exp };

function binned(
  values: Float64Array,
  [low, high]: readonly [number, number],
  symbol: string,
  { to, from }: Scale,
): Bin[] {
  const [start, end] = [to(low), to(high)];
  const edge = (i: number) => significant(from(start + ((end - start) * i) / binCount), 3);
  const counts = new Array<number>(binCount).fill(0);
  for (const value of values) {
    const place = Math.floor(((to(value) - start) / (end - start)) * binCount);
    counts[Math.max(0, Math.min(binCount - 1, Number.isNaN(place) ? 0 : place))]++;
  }
  return counts.map((steps, i) => ({ label: `${symbol} ${edge(i)}…${edge(i + 1)}`, steps })).reverse();
}

/** What the first half of the steps does, and what the last quarter. */
export function densityInWords({ steps, finalSigma }: Schedule): string {
  const { count, sigmas, timesteps } = steps;
  if (count < 4)
    return `There are only ${counted(count, 'step')}: from σ = ${significant(sigmas[0])} to ${significant(finalSigma)}.`;
  const half = Math.floor(count / 2);
  const tail = Math.ceil(count / 4);
  const from = count - tail;
  const end = finalSigma === 0 ? 'to nothing' : `to ${significant(finalSigma)}`;
  return (
    `The first ${half} of ${count} steps go from σ = ${significant(sigmas[0])} to ${significant(sigmas[half])} (t = ${significant(timesteps[half])}); ` +
    `the last ${tail} take it from ${significant(sigmas[from])} ${end}, ` +
    `and the very last step alone from ${significant(sigmas[count - 1])} ${end}.`
  );
}
