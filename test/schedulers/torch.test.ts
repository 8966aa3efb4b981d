import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { log } from '../../src/schedulers/arithmetic/logarithm';
import { sigmoid } from '../../src/schedulers/arithmetic/sigmoid';
import { sqrt } from '../../src/schedulers/arithmetic/squareRoot';
import { cumprod, linspace, searchSorted } from '../../src/schedulers/arithmetic/torch';

const { fround } = Math;

/** Units in the last place between two float32. */
function ulps(a: number, b: number): number {
  const [x, y] = new Int32Array(new Float32Array([a, b]).buffer);
  return Math.abs(x - y);
}

const share = fc.nat(1_000_000).map((millionths) => millionths / 1_000_000);
const positive = fc.float({ min: fround(1e-30), max: fround(1e30), noNaN: true });

describe('linspace', () => {
  it('ends at its end and is monotonic', () => {
    fc.assert(
      fc.property(share, share, fc.nat(2000), (a, b, count) => {
        const values = linspace(a, b, count + 2);
        expect(values[0]).toBe(fround(a));
        expect(values[count + 1]).toBe(fround(b));
        const sign = Math.sign(b - a);
        expect(values.every((value, i) => i === 0 || (value - values[i - 1]) * sign >= 0)).toBe(true);
      }),
    );
  });

  it('gives PyTorch’s values for the betas of Stable Diffusion', () => {
    // torch.linspace(0.00085**0.5, 0.012**0.5, 1000)[[1, 499, 500, 998]], PyTorch 2.13.
    const values = linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000);
    const recorded = [0.029235228896141052, 0.06930939853191376, 0.06938986480236053, 0.10946403443813324];
    [1, 499, 500, 998].forEach((index, i) => expect(ulps(values[index], fround(recorded[i]))).toBe(0));
  });

  it('refuses a negative count', () => {
    expect(() => linspace(0, 1, -1)).toThrow(expect.objectContaining({ type: 'RuntimeError' }));
  });
});

describe('cumprod', () => {
  it('rounds the float64 product once for each value', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0.5, max: 1, noNaN: true }), { maxLength: 200 }), (factors) => {
        let product = 1;
        const wanted = factors.map((factor) => fround((product *= factor)));
        expect(Array.from(cumprod(new Float32Array(factors)))).toEqual(wanted);
      }),
    );
  });
});

describe('sqrt', () => {
  it('is within a unit in the last place of the exact root', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(ulps(sqrt(x), Math.sqrt(x))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is exact for powers of four, and scales with them', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: -8, max: 8 }), (x, k) => {
        expect(sqrt(fround(4 ** k))).toBe(2 ** k);
        expect(sqrt(fround(x * 4 ** k))).toBe(fround(sqrt(x) * 2 ** k));
      }),
    );
  });

  it('misrounds where PyTorch does', () => {
    // torch.sqrt of these, PyTorch 2.13 on an AMD EPYC; the first is the nearest float32, the others are not.
    expect(sqrt(9.999999747378752e-5)).toBe(0.009999999776482582);
    expect(sqrt(0.00015975975838955492)).toBe(0.012639610096812248);
    expect(sqrt(0.00019959959900006652)).toBe(0.014127971604466438);
    expect(sqrt(0.00023943943961057812)).toBe(0.015473831444978714);
  });

  it.each([
    [0, 0],
    [Infinity, Infinity],
    [-1, NaN],
    [NaN, NaN],
  ])('of %d is %d', (x, root) => expect(sqrt(x)).toBe(root));
});

describe('log', () => {
  it('is within a unit in the last place of the exact logarithm', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('misrounds where PyTorch does', () => {
    // torch.log(0.7091399431228638), PyTorch 2.13: the nearest float32 would be -0.34370240569114685.
    expect(log(0.7091399431228638)).toBe(-0.34370237588882446);
  });

  it.each([
    [0, -Infinity],
    [1, 0],
    [Infinity, Infinity],
    [-1, NaN],
  ])('of %d is %d', (x, value) => expect(log(x)).toBe(value));
});

describe('searchSorted', () => {
  it('finds the first value that is not below the one sought', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), fc.float({ noNaN: true }), (values, sought) => {
        const ascending = new Float32Array(values).sort();
        const index = searchSorted(ascending, sought);
        expect(ascending.subarray(0, index).every((value) => value < sought)).toBe(true);
        expect(ascending.subarray(index).every((value) => value >= sought)).toBe(true);
      }),
    );
  });
});

describe('sigmoid', () => {
  // torch.sigmoid of these, PyTorch 2.13; the nearest float32 would be another.
  it.each([
    [-6, 0.0024726230185478926],
    [-2.2282280921936035, 0.09724407643079758],
    [4.18618631362915, 0.9850234985351562],
  ])('of %d is PyTorch’s', (x, value) => expect(sigmoid(x)).toBe(value));
});
