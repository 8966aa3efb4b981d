import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../../../src/preview/noise/mersenneTwister';
import { randn } from '../../../src/preview/noise/noise';

/** Values that torch prints, rounded to four places as it prints them. */
function expectPrinted(actual: Float32Array, printed: readonly number[]): void {
  const rounded = Array.from(actual.subarray(0, printed.length), (value) => Number(value.toFixed(4)));
  expect(rounded).toEqual(printed);
}

describe('randn gives what torch.randn gives on the CPU', () => {
  it('torch.manual_seed(0); torch.randn(4, 4): one block', () => {
    expectPrinted(
      randn(0, 16),
      [
        -1.1258, -1.1524, -0.2506, -0.4339, 0.8487, 0.692, -0.316, -2.1152, 0.3223, -1.2633, 0.35, 0.3081, 0.1198,
        1.2377, 1.1168, -0.2473,
      ],
    );
  });

  it('torch.manual_seed(42); torch.randn(8, 8): several blocks', () => {
    expectPrinted(
      randn(42, 64),
      [
        1.9269, 1.4873, 0.9007, -2.1055, 0.6784, -1.2345, -0.0431, -1.6047, -0.7521, 1.6487, -0.3925, -1.4036, -0.7279,
        -0.5594, -0.7688, 0.7624,
      ],
    );
  });

  it('torch.manual_seed(0); torch.randn(4, 5): a rest that redraws the last block', () => {
    expectPrinted(
      randn(0, 20),
      [
        -1.1258, -1.1524, -0.2506, -0.4339, 0.5988, -1.5551, -0.3414, 1.853, 0.4681, -0.1577, 1.4437, 0.266, 1.3894,
        1.5863, 0.9463, -0.8437, 0.9318, 1.259, 2.005, 0.0537,
      ],
    );
  });

  it('torch.manual_seed(42); torch.randn(3, 3): fewer than a block', () => {
    expectPrinted(randn(42, 9), [0.3367, 0.1288, 0.2345, 0.2303, -1.1229, -0.1863, 2.2082, -0.638, 0.4617]);
  });

  it('torch.manual_seed(0); torch.randn(2, 3)', () => {
    expectPrinted(randn(0, 6), [1.541, -0.2934, -2.1788, 0.5684, -1.0845, -1.3986]);
  });

  it('has the moments of a standard normal distribution', () => {
    const values = randn(7, 2 ** 17);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 2);
    expect(variance).toBeCloseTo(1, 2);
  });

  it('counts only the lowest 32 bits of a seed', () => {
    expect(randn(2 ** 32 + 5, 4)).toEqual(randn(5, 4));
  });

  it('gives nothing when nothing is asked for', () => {
    expect(randn(0, 0)).toHaveLength(0);
  });
});

describe('MersenneTwister', () => {
  it('gives the published numbers of MT19937 seeded with 5489', () => {
    const generator = new MersenneTwister(5489);
    const numbers = Array.from({ length: 10_000 }, () => generator.random());
    expect(numbers[0]).toBe(3499211612);
    expect(numbers[9999]).toBe(4123659995);
  });
});
