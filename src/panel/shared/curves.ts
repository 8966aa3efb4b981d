import { hasNoiseLevels } from '../../render/words/noiseLevels';
import { timeName } from '../../render/curve/timeName';
import type { Schedule, Steps } from '../../schedulers/definition/schedule';
import type { Curves, StepColumns } from '../protocol';

/** As many points of the training curve as the page can tell apart. */
const trainingPoints = 257;

/**
 * The columns of a schedule as the page draws and tabulates them.
 *
 * @param picturesKey names the pictures of the steps; null when there are none
 */
export function curvesOf(schedule: Schedule, picturesKey: string | null): Curves {
  return {
    steps: columnsOf(schedule.steps, schedule.finalSigma),
    training: trainingOf(schedule),
    logarithmicSigma: schedule.parametrisation !== 'flow' && spansDecades(schedule),
    isFlow: schedule.parametrisation === 'flow',
    hasNoiseLevels: hasNoiseLevels(schedule),
    timeName: timeName(schedule),
    picturesKey,
  };
}

function columnsOf(steps: Steps, finalSigma: number): StepColumns {
  return {
    timesteps: Float64Array.from(steps.timesteps),
    sigmas: followedBy(steps.sigmas, finalSigma),
    signal: steps.signal.slice(),
    noise: steps.noise.slice(),
    logSnr: steps.logSnr.slice(),
    alphasCumprod: steps.alphasCumprod.slice(),
    betas: steps.betas?.slice() ?? null,
    inputScale: steps.inputScale.slice(),
  };
}

function followedBy(column: Float64Array, last: number): Float64Array {
  const longer = new Float64Array(column.length + 1);
  longer.set(column);
  longer[column.length] = last;
  return longer;
}

/** Beyond a factor of thirty the small sigmas would lie on the axis. */
function spansDecades({ training, steps }: Schedule): boolean {
  const positive = [...training.sigmas, ...steps.sigmas].filter((sigma) => sigma > 0);
  const [least, most] = positive.reduce(
    ([low, high], sigma) => [Math.min(low, sigma), Math.max(high, sigma)],
    [Infinity, 0],
  );
  return most > 30 * least;
}

/** Flow matching tells the model σ times the number of training timesteps; the other classes tell it the timestep. */
function trainingOf({ training, parametrisation }: Schedule): Curves['training'] {
  const count = training.sigmas.length;
  const kept = evenly(count, trainingPoints);
  const pick = (column: ArrayLike<number>) => Float64Array.from(kept, (i) => column[i]);
  const sigmas = pick(training.sigmas);
  const isFlow = parametrisation === 'flow';
  const snr = sigmas.map(isFlow ? (sigma) => ((1 - sigma) / sigma) ** 2 : (sigma) => 1 / sigma ** 2);
  return {
    timesteps: isFlow ? sigmas.map((sigma) => sigma * count) : pick(training.timesteps),
    sigmas,
    betas: training.betas && pick(training.betas),
    alphasCumprod: training.alphasCumprod ? pick(training.alphasCumprod) : snr.map((ratio) => 1 - 1 / (1 + ratio)),
    logSnr: snr.map(Math.log),
  };
}

/** At most `most` of the indices 0…length−1, evenly spread, both ends included. */
function evenly(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}
