import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitOf, quantile } from '../../src/schedulers/prediction/thresholding';

const options = {
  thresholding: false,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
  clip_sample: false,
  clip_sample_range: 1,
};

describe('quantile', () => {
  it.each([
    // The example of torch.quantile's documentation, and its linear interpolation.
    [[0, 1, 2, 3], 0.6, 1.8],
    [[0.0795, -1.2117, 0.9765], 0.25, -0.5661],
    [[0.0795, -1.2117, 0.9765], 0.5, 0.0795],
    [[0.0795, -1.2117, 0.9765], 0.75, 0.528],
    [[7], 0.3, 7],
  ])('of %j at %d is %d', (values, q, wanted) => {
    expect(quantile(Float32Array.from(values), q)).toBeCloseTo(wanted, 5);
  });

  it('is not a number if any value is not', () => {
    expect(quantile(Float32Array.of(1, NaN, 2), 0.5)).toBeNaN();
  });
});

describe('limitOf', () => {
  it('clips, thresholds, or leaves alone, thresholding first', () => {
    const clean = Float32Array.of(-4, 0.5, 2, 0);
    const shape = [1, 1, 2, 2];
    expect(limitOf(options, shape)(clean)).toEqual(clean);
    expect(limitOf({ ...options, clip_sample: true }, shape)(clean)).toEqual(Float32Array.of(-1, 0.5, 1, 0));
    const both = {
      ...options,
      clip_sample: true,
      thresholding: true,
      sample_max_value: 4,
      dynamic_thresholding_ratio: 1,
    };
    expect(limitOf(both, shape)(clean)).toEqual(Float32Array.of(-1, 0.125, 0.5, 0));
  });

  it('thresholds each picture by itself, to between −1 and 1', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 8, maxLength: 8 }), (values) => {
        const threshold = { ...options, thresholding: true, sample_max_value: 30 };
        const clean = Float32Array.from(values);
        const together = limitOf(threshold, [2, 1, 2, 2])(clean);
        const alone = limitOf(threshold, [1, 1, 2, 2])(clean.slice(4));
        expect(together.slice(4)).toEqual(alone);
        expect(Math.max(...together.map(Math.abs))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
