import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsOf } from '../../src/panel/shared/curve/limits';
import { plainNumber, shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import { linearTicks, logarithmicTicks, tickLabel } from '../../webview/drawing/ticks';

describe('numbers on the page', () => {
  it.each([
    [14.61464691, '14.6146'],
    [0.0291675, '0.02917'],
    [-3.4976, '−3.4976'],
    [20291.25, '20291.25'],
    [1e-7, '1.000e-7'.replace('-', '−')],
    [0, '0'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
    [NaN, 'nan'],
  ])('%d is written %s', (value, text) => expect(shortNumber(value)).toBe(text));

  it('have no needless zeros within sentences', () => {
    expect([1, 0.5, 12.25, 999].map(plainNumber)).toEqual(['1', '0.5', '12.25', '999']);
    expect([999, 984.5217].map(timestepNumber)).toEqual(['999', '984.5217']);
  });
});

describe('ticks', () => {
  it('are round', () => {
    expect(linearTicks(0, 1, 4)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(linearTicks(0.00085, 0.012, 4)).toEqual([0.002, 0.004, 0.006, 0.008, 0.01, 0.012]);
    expect(logarithmicTicks(0.029, 14.6, 5)).toEqual([0.1, 1, 10]);
    expect(logarithmicTicks(2, 8, 5)).toEqual([2, 5]);
    expect([1e-5, 0.01, 100000, -5].map(tickLabel)).toEqual(['1e−5', '0.01', '1e5', '−5']);
  });

  it('lie within the axis and are few, whatever the values', () => {
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const { min, max } = limitsOf([values], false);
        const ticks = linearTicks(min, max, 4);
        expect(ticks.length).toBeLessThan(12);
        const slack = 1e-6 * (max - min);
        for (const tick of ticks) expect(tick >= min - slack && tick <= max + slack).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
        const { min, max } = limitsOf([values], true);
        expect(min).toBeGreaterThan(0);
        expect(logarithmicTicks(min, max, 5).length).toBeLessThan(20);
      }),
    );
  });

  it('leave room around a single value and around none', () => {
    expect(limitsOf([[5]], false)).toEqual({ min: 2.5, max: 7.5 });
    expect(limitsOf([[0]], false)).toEqual({ min: -1, max: 1 });
    expect(limitsOf([[NaN, Infinity]], false)).toEqual({ min: 0, max: 1 });
  });
});
