import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../src/decode/process/half';

const half = (value: number): number => toHalf(Float32Array.of(value))[0];
const value = (bits: number): number => fromHalf(Uint16Array.of(bits))[0];

describe('binary16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 / 3, 0x3555],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.75, 0x6800],
    [-Infinity, 0xfc00],
  ])('of %f is %i', (number, bits) => expect(half(number)).toBe(bits));

  it('is what it was after a way there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (bits) => {
        const number = value(bits);
        if (Number.isNaN(number)) expect(value(half(number))).toBeNaN();
        else expect(half(number)).toBe(bits);
      }),
    );
  });
});
