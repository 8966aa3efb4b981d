/** Shifts of a flow's noise levels σ in 0..1, each moving steps towards the noise or the picture. */
import { nearest } from '../options/nearest';
import { linspace } from '../arithmetic/numpy';
import { at, raise } from '../arithmetic/python';
import { map } from '../arithmetic/torch';

/** Float32 levels are shifted in float32, every operation rounded; float64 ones in float64. */
export type Levels = Float32Array | Float64Array;

export const timeShifts: readonly string[] = ['exponential', 'linear'];

/** shift·σ / (1 + (shift − 1)·σ). Esser et al. 2024 (SD3), (23). */
export function shifted<L extends Levels>(sigmas: L, shift: number): L {
  const r = roundingOf(sigmas);
  const factor = r(shift);
  const growth = r(shift - 1);
  return map(sigmas, (sigma) => r(factor * sigma) / r(1 + r(growth * sigma)));
}

/** The same shift with a factor that depends on the picture's resolution: e^mu, or mu itself ("linear"). */
export function timeShifted<L extends Levels>(sigmas: L, type: string, mu: number): L {
  const r = roundingOf(sigmas);
  const factor = r(type === 'linear' ? mu : exponentialOf(mu));
  return map(sigmas, (sigma) => factor / r(factor + r(r(1 / sigma) - 1)));
}

/** Scales 1 − σ so that the last level is `terminal` (LTX-Video). @throws IndexError without levels */
export function stretchedTo<L extends Levels>(sigmas: L, terminal: number): L {
  const r = roundingOf(sigmas);
  const scale = r(r(1 - at(sigmas, -1)) / r(1 - terminal));
  return map(sigmas, (sigma) => 1 - r(r(1 - sigma) / scale));
}

/** @throws ValueError for a `time_shift_type` that is neither "exponential" nor "linear" */
export function refuseUnknownShift(type: string): void {
  if (timeShifts.includes(type)) return;
  raise(
    'ValueError',
    `time_shift_type must be "exponential" or "linear", not "${type}"`,
    nearest(type, timeShifts) ?? 'Use "exponential" or "linear".',
  );
}

/** The levels t / count, from the least to the most noise: a flow is trained on all of 0..1. @throws ValueError */
export function evenLevels(count: number): Float32Array {
  return map(new Float32Array(linspace(1, count, count)), (t) => t / count);
}

const roundingOf = (sigmas: Levels): ((x: number) => number) =>
  sigmas instanceof Float32Array ? Math.fround : (x) => x;

/** `math.exp`. @throws OverflowError */
function exponentialOf(mu: number): number {
  const value = Math.exp(mu);
  if (value === Infinity && mu !== Infinity) {
    raise('OverflowError', `math range error: exp(${mu})`, 'mu is usually between 0.3 and 3.');
  }
  return value;
}
