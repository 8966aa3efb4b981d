import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cos, sin } from '../../src/schedulers/arithmetic/sine';

const { fround } = Math;

const angle = fc.float({ min: -20, max: 20, noNaN: true });

describe('sine and cosine', () => {
  it('round as PyTorch does where it is off the nearest float32', () => {
    // torch.sin(x) ** 2 of PyTorch 2.13, where squaring the correctly rounded sine gives another number.
    const recorded = [
      [1.55665922164917, 0.9998002052307129],
      [1.5063936710357666, 0.9958579540252686],
      [1.083849549293518, 0.78104168176651],
      [0.5623450875282288, 0.2842720150947571],
    ] as const;
    for (const [x, square] of recorded) expect(fround(sin(fround(x)) ** 2)).toBe(square);
  });

  it('are within six tenths of a unit in the last place', () => {
    fc.assert(
      fc.property(angle, (x) => {
        expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThanOrEqual(0.6 * 2 ** -24);
        expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(0.6 * 2 ** -24);
      }),
    );
  });

  it('have no value at infinity', () => {
    for (const x of [Infinity, -Infinity, NaN]) expect([sin(x), cos(x)]).toEqual([NaN, NaN]);
  });
});
