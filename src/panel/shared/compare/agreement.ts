import type { Course, Series } from './series';

/** Two schedules are the same where no level of noise (against signal) differs by more than this part: rounding apart. */
export const sameWithin = 1e-5;

/** And close where none differs by more than this. */
export const closeWithin = 0.02;

export interface Agreement {
  /** Index of the other schedule. */
  readonly with: number;
  readonly kind: 'same' | 'close';
  /** The largest relative difference of a level. */
  readonly worst: number;
  /** The largest difference of a timestep, in timesteps. */
  readonly timesteps: number;
}

/** For each schedule, the first one before it that it agrees with: the same one if there is any. */
export function agreements(all: readonly Series[]): readonly (Agreement | null)[] {
  return all.map(({ course }, i) => {
    const found = all.slice(0, i).flatMap((other, j) => {
      const agreement = course && other.course && agreementOf(course, other.course);
      return agreement ? [{ ...agreement, with: j }] : [];
    });
    return found.find(({ kind }) => kind === 'same') ?? found.at(0) ?? null;
  });
}

/** How far two courses agree; null where they do not, or have no levels to compare. */
export function agreementOf(a: Course, b: Course): Omit<Agreement, 'with'> | null {
  if (a.steps.count !== b.steps.count || a.steps.count === 0 || !a.hasNoiseLevels || !b.hasNoiseLevels) return null;
  const end = relative(a.finalSigma, b.finalSigma);
  const worst = Math.max(
    end,
    largest(a, b, ({ steps }, i) => Math.exp(-steps.logSnr[i] / 2), relative),
  );
  const timesteps = largest(a, b, ({ steps }, i) => steps.timesteps[i], absolute);
  if (!(worst <= closeWithin)) return null;
  return { kind: worst <= sameWithin ? 'same' : 'close', worst, timesteps };
}

function largest(
  a: Course,
  b: Course,
  valueOf: (course: Course, step: number) => number,
  difference: (x: number, y: number) => number,
): number {
  let most = 0;
  for (let i = 0; i < a.steps.count; i++) {
    const found = difference(valueOf(a, i), valueOf(b, i));
    if (!(found <= most)) most = found;
  }
  return most;
}

const absolute = (x: number, y: number): number => (x === y ? 0 : Math.abs(x - y));

const relative = (x: number, y: number): number => (x === y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)));

const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;

/** The agreement in a sentence; `other` names the other schedule. */
export function agreementInWords({ kind, worst, timesteps }: Agreement, other: string): string {
  const lead =
    kind === 'same'
      ? `Same schedule as ${other}: every noise level within ${percent(sameWithin)}`
      : `Close to ${other}: noise levels differ by at most ${percent(worst)}`;
  const apart =
    timesteps > 1e-3
      ? `; the timesteps that the model is told differ by up to ${Number(timesteps.toPrecision(2))}`
      : '';
  return `${lead}${apart}.`;
}
