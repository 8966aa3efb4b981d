import type { Schedule } from '../../schedulers/definition/schedule';
import { axisFor, type Axis } from './axis';
import { timeName } from './timeName';

/** A sampling step or a training level on the plane of the curve; `sigma` may be 0 or infinite. */
export interface CurvePoint {
  readonly x: number;
  readonly sigma: number;
}

/** What the curve shows, free of pixels and colours. */
export interface Curve {
  readonly training: readonly CurvePoint[];
  readonly steps: readonly CurvePoint[];
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  /** Timesteps run down to 0 from left to right, so that sampling reads from left to right. */
  readonly descending: boolean;
  readonly xLabel: string;
  /** The noisiest stretch of x that is never sampled, or null. */
  readonly skipped: { readonly from: number; readonly to: number } | null;
}

/** Marks and line segments that can be told apart at hover size. */
const mostPoints = 160;

/**
 * σ over the training timesteps. For flow matching that would be a straight line by definition (t = 1000·σ), so there σ is
 * shown over the progress of sampling, and the training grid as it would be walked evenly.
 */
export function curveOf(schedule: Schedule): Curve {
  return schedule.parametrisation === 'flow' ? overProgress(schedule) : overTimesteps(schedule);
}

function overTimesteps(schedule: Schedule): Curve {
  const { training, steps } = schedule;
  const trained = readable(Array.from(training.timesteps, (x, i) => ({ x, sigma: training.sigmas[i] ?? NaN })));
  const sampled = readable(Array.from(steps.timesteps, (x, i) => ({ x, sigma: steps.sigmas[i] ?? NaN })));
  const first = Math.max(...sampled.map(({ x }) => x));
  const top = Math.max(...trained.map(({ x }) => x));
  return {
    ...drawn(trained, sampled, false),
    xAxis: exactAxis([...trained, ...sampled]),
    descending: true,
    xLabel: `${timeName(schedule)} t`,
    skipped: sampled.length > 0 && top - first > 0.015 * (top + 1) ? { from: top, to: first } : null,
  };
}

function overProgress({ training, steps, finalSigma }: Schedule): Curve {
  const last = Math.max(1, training.sigmas.length - 1);
  const trained = readable(Array.from(training.sigmas, (sigma, i) => ({ x: (1 - i / last) * steps.count, sigma })));
  const sampled = readable([...steps.sigmas, finalSigma].map((sigma, x) => ({ x, sigma })));
  return {
    ...drawn(trained, sampled, true),
    xAxis: { logarithmic: false, min: 0, max: steps.count },
    descending: false,
    xLabel: 'sampling step',
    skipped: null,
  };
}

/** No schedule means numbers beyond these; drawn as they are they would leave no room for the others. */
const [largest, smallest] = [1e12, 1e-12];

/** The points that have a place: NaN has none, the absurdly large counts as infinite and the absurdly small as zero. */
function readable(points: readonly CurvePoint[]): CurvePoint[] {
  return points
    .filter(({ x, sigma }) => Math.abs(x) < largest && !Number.isNaN(sigma))
    .map(({ x, sigma }) => ({ x, sigma: sigma > largest ? Infinity : sigma < smallest ? 0 : sigma }));
}

function drawn(training: readonly CurvePoint[], steps: readonly CurvePoint[], flow: boolean) {
  const sigmas = [...training, ...steps].map(({ sigma }) => sigma);
  const yAxis = axisFor(sigmas, !flow && spansDecades(sigmas));
  return {
    training: thinned(training.filter(({ sigma }) => sigma > 0 && sigma < largest)),
    steps: thinned(steps),
    yAxis,
  };
}

/** Beyond a factor of thirty the small sigmas would lie on the axis. */
function spansDecades(sigmas: readonly number[]): boolean {
  const positive = sigmas.filter((sigma) => sigma > 0 && sigma < largest);
  return positive.length > 1 && Math.max(...positive) / Math.min(...positive) > 30;
}

function exactAxis(points: readonly CurvePoint[]): Axis {
  const xs = points.map(({ x }) => x);
  return xs.length === 0
    ? { logarithmic: false, min: 0, max: 1 }
    : { logarithmic: false, min: Math.min(...xs), max: Math.max(...xs) };
}

/** Evenly thinned, the first and the last always kept. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= mostPoints) return points;
  const stride = (points.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, i) => points[Math.round(i * stride)]);
}
