import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numpyLog } from '../../src/schedulers/arithmetic/numpyLogarithm';
import { arange, interpOverIndices, linspace, roundHalfEven, toIntegers } from '../../src/schedulers/arithmetic/numpy';

const small = fc.double({ min: -1000, max: 1000, noNaN: true });

describe('linspace', () => {
  it('spaces its values evenly between its ends', () => {
    fc.assert(
      fc.property(small, small, fc.integer({ min: 2, max: 500 }), (start, stop, count) => {
        const values = linspace(start, stop, count);
        expect(values[0] === start && values[count - 1] === stop).toBe(true);
        const ideal = (i: number) => start + ((stop - start) * i) / (count - 1);
        expect(values.every((value, i) => Math.abs(value - ideal(i)) < 1e-8)).toBe(true);
      }),
    );
  });

  it.each([
    [0, []],
    [1, [3]],
  ])('of %d values', (count, values) => expect(Array.from(linspace(3, 5, count))).toEqual(values));

  it.each([
    [-1, 'ValueError'],
    [2.5, 'TypeError'],
  ])('refuses %d values', (count, type) => {
    expect(() => linspace(0, 1, count)).toThrow(expect.objectContaining({ type }));
  });
});

describe('arange', () => {
  it('spaces values as numpy rounds them, one more than asked where rounding adds up', () => {
    // np.arange(1000, 0, -1000 / 61)
    const values = arange(1000, 0, -1000 / 61);
    expect(values).toHaveLength(62);
    expect(Array.from(values.subarray(-3))).toEqual([32.78688524590109, 16.39344262295026, -5.684341886080801e-13]);
  });

  it('is empty when the stop lies behind', () => expect(arange(0, -5, 1)).toHaveLength(0));

  it('refuses to fill the memory', () => {
    expect(() => arange(0, 1e12, 1)).toThrow(expect.objectContaining({ type: 'MemoryError' }));
  });
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, -0],
    [-1.5, -2],
    [2.4999, 2],
    [-2.6, -3],
    [NaN, NaN],
    [Infinity, Infinity],
  ])('of %d is %d', (x, rounded) => expect(roundHalfEven(x)).toBe(rounded));

  it('is a nearest integer, and an even one of two', () => {
    fc.assert(
      fc.property(small, (x) => {
        const rounded = roundHalfEven(x);
        expect(Number.isInteger(rounded)).toBe(true);
        expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.5);
        if (Math.abs(rounded - x) === 0.5) expect(Math.abs(rounded % 2)).toBe(0);
      }),
    );
  });
});

describe('interpOverIndices', () => {
  const y = new Float32Array([1, 2, 4]);

  it('is linear between the points and constant outside', () => {
    expect(Array.from(interpOverIndices([0, 0.5, 1.25, 5, -1], y))).toEqual([1, 1.5, 2.5, 4, 1]);
  });

  it('is infinite next to an infinite point', () => {
    const values = interpOverIndices([0.5, 1, 1.5], new Float32Array([1, Infinity, 3]));
    expect(Array.from(values)).toEqual([Infinity, Infinity, Infinity]);
  });

  it('stays between its neighbours', () => {
    const points = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(points, fc.double({ min: -5, max: 50, noNaN: true }), (values, x) => {
        const [value] = interpOverIndices([x], new Float32Array(values));
        const inside = Math.min(Math.max(x, 0), values.length - 1);
        const ends = [values[Math.floor(inside)], values[Math.ceil(inside)]];
        expect(value).toBeGreaterThanOrEqual(Math.min(...ends) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...ends) + 1e-9);
      }),
    );
  });

  it('refuses an empty curve', () => {
    expect(() => interpOverIndices([0], new Float32Array())).toThrow(expect.objectContaining({ type: 'ValueError' }));
  });
});

describe('toIntegers', () => {
  it('cuts towards zero', () => expect(Array.from(toIntegers([1.9, -1.9, 0.2]))).toEqual([1, -1, 0]));
});

describe('numpyLog', () => {
  // np.log of these float32, numpy 2.4; the nearest float32 would be another.
  it.each([
    [0.11997248977422714, -2.120492935180664],
    [1.5496149063110352, 0.4380064308643341],
    [5.953513145446777, 1.7839815616607666],
  ])('misrounds the logarithm of %d as numpy does', (x, logarithm) => expect(numpyLog(x)).toBe(logarithm));

  it.each([
    [0, -Infinity],
    [1, 0],
    [Infinity, Infinity],
    [-1, NaN],
  ])('of %d is %d', (x, logarithm) => expect(numpyLog(x)).toBe(logarithm));
});
