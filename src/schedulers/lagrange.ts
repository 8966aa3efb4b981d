/** Interpolation of slopes, for linear multistep methods. */

/**
 * ∫ ℓ_i(τ) dτ from `start` to `end`, where the Lagrange polynomial ℓ_i is 1 at node `i` and 0 at all other nodes:
 * what the slope at that node weighs in a step. Exact; diffusers and k-diffusion find it by quadrature.
 */
export function lagrangeIntegral(nodes: readonly number[], i: number, start: number, end: number): number {
  const polynomial = nodes.reduce(
    (product, node, k) => (k === i ? product : timesLinear(product, start - node, nodes[i] - node)),
    [1],
  );
  const step = end - start;
  return polynomial.reduceRight((sum, coefficient, power) => sum * step + coefficient / (power + 1), 0) * step;
}

/** A polynomial in u (lowest power first) times (u + constant) / scale. */
function timesLinear(polynomial: readonly number[], constant: number, scale: number): number[] {
  return [...polynomial, 0].map((coefficient, power) => {
    const raised = power === 0 ? 0 : polynomial[power - 1];
    return (coefficient * constant + raised) / scale;
  });
}
