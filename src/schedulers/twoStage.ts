/** Steps of second order call the model at both of their ends, so the levels between the first and the last stand twice. */

/** t0, t1, t1, t2, t2, … */
export function doubledTimesteps(timesteps: Iterable<number>): number[] {
  return Array.from(timesteps, (t, i) => (i === 0 ? [t] : [t, t])).flat();
}

/** σ0, σ1, σ1, …, σn; a single one is both the first and the last. */
export function doubledSigmas(sigmas: ArrayLike<number>): number[] {
  const [first, ...rest] = Array.from(sigmas);
  return [first, ...doubledTimesteps([first, ...rest.slice(0, -1)]).slice(1), rest.at(-1) ?? first];
}
