/**
 * Layouts of steps that call the model twice: at both ends of a step (Heun), or at its start and in between (KDPM2). Entries
 * with an even index belong to first calls, those with an odd one to second calls.
 */
import type { Levels } from './define';

/** x0, x1, x1, x2, x2, … */
export function doubled(values: Iterable<number>): number[] {
  return Array.from(values, (x, i) => (i === 0 ? [x] : [x, x])).flat();
}

/** x0, x1, x1, …, xn; a single one is both the first and the last. */
export function doubledBetweenEnds(values: ArrayLike<number>): number[] {
  const [first, ...rest] = Array.from(values);
  return [...doubled([first, ...rest.slice(0, -1)]), rest.at(-1) ?? first];
}

/** x0, x1, x1, …, xn, xn, xn. */
export function doubledWithEnd(values: ArrayLike<number>): number[] {
  return [...doubled(Array.from(values)), values[values.length - 1]];
}

/** x0, y0, x1, y1, …, xn: the second calls stand between the first. */
export function interleaved(first: ArrayLike<number>, second: ArrayLike<number>): number[] {
  return Array.from(first, (x, i) => (i === 0 ? [x] : [second[i - 1], x])).flat();
}

/** The levels of interleaved steps. @param second σ of the second call by its index */
export function interleavedLevels(
  { sigmas, timesteps }: { readonly sigmas: ArrayLike<number>; readonly timesteps: ArrayLike<number> },
  second: (index: number) => number,
): Levels {
  const levels = Float64Array.from(timesteps, (_, i) => (i % 2 === 0 ? sigmas[i] : second(i)));
  return { sigmas: levels, finalSigma: sigmas[sigmas.length - 1] };
}
