import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rows } from '../../../src/decode/process/rows';

/** Every value tells where it is: channel, row, column. */
const value = (channel: number, row: number, column: number): number => 10_000 * channel + 100 * row + column;

function block(channels: number, first: number, last: number, width: number): Float32Array {
  const rows = last - first;
  return Float32Array.from({ length: channels * rows * width }, (_, i) => {
    const channel = Math.floor(i / (rows * width));
    return value(channel, first + (Math.floor(i / width) % rows), i % width);
  });
}

describe('rows', () => {
  it('come back as they went in, whatever strips they are written and read in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2 })),
        ),
        fc.nat(30),
        fc.nat(30),
        (channels, width, strips, a, b) => {
          const rows = new Rows(channels, width, false);
          for (const [above, height, below] of strips) {
            const start = rows.height;
            const strip = block(channels, start - above, start + height + below, width);
            rows.append(strip, above + height + below, above, above + height);
          }
          const [first, last] = [a, b].map((row) => Math.min(row, rows.height)).sort((x, y) => x - y);
          expect(rows.strip(first, last)).toEqual(block(channels, first, last, width));
        },
      ),
    );
  });

  it('that are forgotten go strip by strip, and those below stay', () => {
    const rows = new Rows(1, 2, false);
    for (let start = 0; start < 9; start += 3) rows.append(block(1, start, start + 3, 2), 3, 0, 3);
    rows.forget(5);
    expect(rows.height).toBe(9);
    expect(rows.strip(3, 9)).toEqual(block(1, 3, 9, 2));
  });

  it('know mean and deviation of their groups of channels', () => {
    const rows = new Rows(4, 8, true);
    const all: number[][] = [[], [], [], []];
    for (let strip = 0; strip < 3; strip++) {
      const data = Float32Array.from({ length: 4 * 5 * 8 }, (_, i) => 50 + 3 * Math.sin(i * 1.3 + strip) + i / 40);
      rows.append(data, 5, 1, 4);
      for (let channel = 0; channel < 4; channel++)
        all[channel].push(...data.subarray((channel * 5 + 1) * 8, (channel * 5 + 4) * 8));
    }
    const { mean, inverseStd } = rows.statistics(2, 1e-6);
    for (const [group, values] of [all[0].concat(all[1]), all[2].concat(all[3])].entries()) {
      const average = values.reduce((a, b) => a + b) / values.length;
      const variance = values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length;
      for (const channel of [2 * group, 2 * group + 1]) {
        expect(mean[channel]).toBeCloseTo(average, 4);
        expect(inverseStd[channel]).toBeCloseTo(1 / Math.sqrt(variance + 1e-6), 6);
      }
    }
  });

  it('of one value all over do not have a negative variance', () => {
    const rows = new Rows(1, 1000, true);
    rows.append(new Float32Array(1000).fill(1234.5678), 1, 0, 1);
    expect(rows.statistics(1, 1e-6).inverseStd[0]).toBeCloseTo(1000, 0);
  });
});
