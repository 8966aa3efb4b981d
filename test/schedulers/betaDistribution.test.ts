import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile } from '../../src/schedulers/arithmetic/betaDistribution';

describe('betaQuantile', () => {
  // scipy.stats.beta.ppf, SciPy 1.17.
  it.each([
    [1e-6, 0.6, 0.6, 1.8558824624053043e-10],
    [0.01, 0.6, 0.6, 0.0008612388215429059],
    [0.1, 0.6, 0.6, 0.03958440558878085],
    [0.25, 0.6, 0.6, 0.17568037865269498],
    [0.5, 0.6, 0.6, 0.5],
    [0.75, 0.6, 0.6, 0.824319621347305],
    [0.99, 0.6, 0.6, 0.9991387611784571],
    [0.3, 2, 5, 0.18180347131894917],
    [0.9, 0.5, 0.5, 0.9755282581475768],
    [0.05, 1, 1, 0.05],
    [0.7, 3.5, 0.8, 0.9346290995121029],
  ])('at %d of Beta(%d, %d) is SciPy’s', (p, a, b, quantile) => {
    expect(Math.abs(betaQuantile(p, a, b) / quantile - 1)).toBeLessThan(1e-10);
  });

  it.each([0, 1])('ends at %d', (end) => expect(betaQuantile(end, 0.6, 0.6)).toBe(end));

  it('rises, and mirrors when the parameters change places', () => {
    const parameter = fc.double({ min: 0.3, max: 8, noNaN: true });
    const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(share, share, parameter, parameter, (p, q, a, b) => {
        const [low, high] = [Math.min(p, q), Math.max(p, q)];
        expect(betaQuantile(low, a, b)).toBeLessThanOrEqual(betaQuantile(high, a, b) + 1e-12);
        expect(betaQuantile(p, a, b)).toBeCloseTo(1 - betaQuantile(1 - p, b, a), 9);
      }),
    );
  });
});
