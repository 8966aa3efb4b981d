/** Interpolation of slopes, for linear multistep methods. */
import { integrate } from '../../arithmetic/quadrature';

const { fround } = Math;

/**
 * ∫ ℓ_i(τ) dτ from `start` to `end`, where the Lagrange polynomial ℓ_i is 1 at node `i` and 0 at all other nodes:
 * the weight of the slope at that node in a step. Quadrature of float32 values as in k-diffusion, whose roundings show
 * where sigmas are large.
 */
export function lagrangeIntegral(nodes: readonly number[], i: number, start: number, end: number): number {
  const own = nodes[i];
  const others = nodes.filter((_, k) => k !== i).map((node) => ({ node, distance: fround(own - node) }));
  const polynomial = (tau: number): number =>
    others.reduce((product, { node, distance }) => fround(product * fround(fround(fround(tau) - node) / distance)), 1);
  return integrate(polynomial, start, end);
}
