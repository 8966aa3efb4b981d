import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lagrangeIntegral } from '../../src/schedulers/families/kDiffusion/lagrange';
import { solve } from '../../src/schedulers/arithmetic/linearSystem';
import { integrate } from '../../src/schedulers/arithmetic/quadrature';

describe('integrate', () => {
  it('is exact for polynomials', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -3, max: 3 }),
        (n, a, b) => {
          expect(integrate((x) => x ** n, a, b)).toBeCloseTo((b ** (n + 1) - a ** (n + 1)) / (n + 1), 6);
        },
      ),
    );
  });

  it('agrees with published integrals', () => {
    expect(integrate(Math.exp, 0, 1)).toBeCloseTo(Math.E - 1, 14);
    expect(integrate(Math.sin, 0, Math.PI)).toBeCloseTo(2, 14);
  });
});

describe('lagrangeIntegral', () => {
  it('gives the weights of the Adams-Bashforth methods for evenly spaced nodes', () => {
    const published = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]];
    for (const wanted of published) {
      const nodes = [0, -1, -2, -3].slice(0, wanted.length);
      wanted.forEach((weight, i) => expect(lagrangeIntegral(nodes, i, 0, 1)).toBeCloseTo(weight, 5));
    }
  });

  it('adds up to the length of the step', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }), (sigmas) => {
        const nodes = sigmas.sort((a, b) => a - b);
        const total = nodes.reduce((sum, _, i) => sum + lagrangeIntegral(nodes, i, nodes[0], nodes[0] - 1), 0);
        expect(total).toBeCloseTo(-1, 3);
      }),
    );
  });
});

describe('solve', () => {
  it('finds what a matrix was multiplied with', () => {
    const row = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(row, row, row, row, (a, b, c, x) => {
        // Large on the diagonal, so that there is one solution.
        const matrix = [a, b, c].map((values, i) => values.map((value, k) => (i === k ? value + 40 : value)));
        const right = matrix.map((values) => values.reduce((sum, value, k) => sum + value * x[k], 0));
        solve(matrix, right).forEach((value, k) => expect(value).toBeCloseTo(x[k], 4));
      }),
    );
  });

  it('swaps rows where it must', () => {
    expect(
      solve(
        [
          [0, 1],
          [1, 0],
        ],
        [2, 3],
      ),
    ).toEqual([3, 2]);
  });

  it('refuses a singular matrix as torch does', () => {
    expect(() =>
      solve(
        [
          [1, 1],
          [0, 0],
        ],
        [1, 0],
      ),
    ).toThrow(expect.objectContaining({ type: 'LinAlgError' }));
  });
});
