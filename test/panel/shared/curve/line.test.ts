import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnDots } from '../../../../src/panel/shared/curve/line';

const lineOf = (ys: readonly number[]) => ({
  xs: Float64Array.from(ys, (_, i) => i + 1),
  ys: Float64Array.from(ys),
});

describe('the points a line is drawn through', () => {
  it('are all of a short line', () => {
    expect(drawnDots(lineOf([3, 1, 2]))).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: 1 },
      { x: 3, y: 2 },
    ]);
  });

  it('are no more than a small chart has pixels, in order, from the first to the last', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 241, maxLength: 5000 }), (ys) => {
        const dots = drawnDots(lineOf(ys));
        expect(dots.length).toBeLessThanOrEqual(600);
        expect(dots.at(0)).toEqual({ x: 1, y: ys[0] });
        expect(dots.at(-1)).toEqual({ x: ys.length, y: ys.at(-1) });
        expect(dots.every(({ x }, i) => i === 0 || x > dots[i - 1].x)).toBe(true);
      }),
    );
  });

  it('keep every peak, every dip and every gap', () => {
    const ys: number[] = Array.from({ length: 1000 }, () => 1);
    ys[333] = 9;
    ys[334] = -9;
    ys[700] = NaN;
    const dots = drawnDots(lineOf(ys));
    expect(dots).toContainEqual({ x: 334, y: 9 });
    expect(dots).toContainEqual({ x: 335, y: -9 });
    expect(dots).toContainEqual({ x: 701, y: NaN });
  });
});
