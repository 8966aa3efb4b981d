/**
 * Layouts of steps that call the model twice: at both ends of a step (Heun), or at its start and in between (KDPM2). Entries
 * with an even index belong to first calls, those with an odd one to second calls.
 */
import type { Levels } from '../../definition/define';

/** x0, x1, x1, x2, x2, …, xn, xn. */
export const doubled = (values: ArrayLike<number>): Float64Array => pairs(values, Math.max(0, 2 * values.length - 1));

/** x0, x1, x1, …, xn; a single one is both the first and the last. */
export const doubledBetweenEnds = (values: ArrayLike<number>): Float64Array =>
  pairs(values, Math.max(2, 2 * values.length - 2));

/** x0, x1, x1, …, xn, xn, xn. */
export const doubledWithEnd = (values: ArrayLike<number>): Float64Array => pairs(values, 2 * values.length);

/** The first entry once, all others twice in a row, the last until the length is reached. */
function pairs(values: ArrayLike<number>, length: number): Float64Array {
  const result = new Float64Array(length);
  const last = values.length - 1;
  for (let i = 0; i < length; i++) result[i] = values[Math.min(Math.ceil(i / 2), last)];
  return result;
}

/** x0, y0, x1, y1, …, xn: second calls between the first ones. */
export function interleaved(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  const result = new Float64Array(Math.max(0, 2 * first.length - 1));
  for (let i = 0; i < result.length; i++) result[i] = i % 2 === 0 ? first[i / 2] : second[(i - 1) / 2];
  return result;
}

/** The levels of interleaved steps. @param second σ of the second call by its index */
export function interleavedLevels(
  { sigmas, timesteps }: { readonly sigmas: ArrayLike<number>; readonly timesteps: ArrayLike<number> },
  second: (index: number) => number,
): Levels {
  const levels = new Float64Array(timesteps.length);
  for (let i = 0; i < levels.length; i++) levels[i] = i % 2 === 0 ? sigmas[i] : second(i);
  return { sigmas: levels, finalSigma: sigmas[sigmas.length - 1] };
}
