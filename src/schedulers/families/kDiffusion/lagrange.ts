/** Interpolation of slopes, for linear multistep methods. */
import { integrate } from '../../arithmetic/quadrature';

const { fround } = Math;

/**
 * ∫ ℓ_i(τ) dτ from `start` to `end`, where the Lagrange polynomial ℓ_i is 1 at node `i` and 0 at all other nodes:
 * what the slope at that node weighs in a step. As in k-diffusion by quadrature of float32 values, whose roundings show
 * where sigmas are large.
 */
export function lagrangeIntegral(nodes: readonly number[], i: number, start: number, end: number): number {
  const own = nodes[i];
  const others = nodes.filter((_, k) => k !== i).map((node) => ({ node, distance: fround(own - node) }));
  const polynomial = (tau: number): number =>
    others.reduce((product, { node, distance }) => fround(product * fround(fround(fround(tau) - node) / distance)), 1);
  return integrate(polynomial, start, end);
}
