import { describe, expect, it } from 'vitest';
import { randn } from '../../src/preview/noise';

/** Values that torch prints, rounded as it prints them. */
function expectPrinted(actual: Float32Array, printed: readonly number[]): void {
  expect(actual).toHaveLength(printed.length);
  for (const [i, value] of printed.entries()) expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(0.5001e-4);
}

describe('randn gives what torch.randn gives on the CPU', () => {
  it('torch.manual_seed(0); torch.randn(4, 4)', () => {
    expectPrinted(
      randn(0, 16),
      [
        -1.1258, -1.1524, -0.2506, -0.4339, 0.8487, 0.692, -0.316, -2.1152, 0.3223, -1.2633, 0.35, 0.3081, 0.1198,
        1.2377, 1.1168, -0.2473,
      ],
    );
  });

  it('torch.manual_seed(42); torch.randn(3)', () => {
    expectPrinted(randn(42, 3), [0.3367, 0.1288, 0.2345]);
  });
});
