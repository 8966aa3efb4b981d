import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonFloat, pythonFloat32, significant } from '../../../src/render/words/numbers';

describe('significant', () => {
  it.each([
    [14.614646, '14.6146'],
    [0.0291675, '0.0291675'],
    [999, '999'],
    [0, '0'],
    [4096.00002, '4096'],
    [0.000012, '1.2e-5'],
    [-0.5, '-0.5'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [NaN, 'NaN'],
  ])('writes %d as %s', (value, written) => {
    expect(significant(value)).toBe(written);
  });

  it('reads back to within half a unit of the sixth digit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), (value) => {
        expect(Math.abs(Number(significant(value)) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.1e-6);
      }),
    );
  });
});

describe('Python floats', () => {
  it('are floats to Python', () => {
    expect(pythonFloat(1)).toBe('1.0');
    expect(pythonFloat(1e-7)).toBe('1e-7');
    expect(pythonFloat(-Infinity)).toBe('-float("inf")');
  });

  it('read back to the same float32, as short as can be', () => {
    expect(pythonFloat32(Math.fround(14.6146))).toBe('14.6146');
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(pythonFloat32(value)))).toBe(value === 0 ? Number(pythonFloat32(value)) : value);
      }),
    );
  });
});
