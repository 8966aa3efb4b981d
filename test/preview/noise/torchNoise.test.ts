import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { NoiseGenerator } from '../../../src/preview/noise/noise';

const Recording = v.object({
  cases: v.array(
    v.object({
      seed: v.number(),
      draws: v.array(
        v.object({ shape: v.array(v.number()), values: v.record(v.string(), v.number()), sum: v.number() }),
      ),
    }),
  ),
});

const { cases } = v.parse(
  Recording,
  JSON.parse(brotliDecompressSync(readFileSync(new URL('../fixtures/torchNoise.json.br', import.meta.url))).toString()),
);

describe('noise that torch was recorded to draw', () => {
  it.each(cases)('seed $seed, one draw after the other', ({ seed, draws }) => {
    const generator = new NoiseGenerator(seed);
    for (const { shape, values, sum } of draws) {
      const drawn = generator.randn(shape.reduce((product, side) => product * side, 1));
      for (const [i, value] of Object.entries(values)) {
        expect(Math.abs(drawn[Number(i)] - value), `[${shape.join(', ')}] at ${i}`).toBeLessThanOrEqual(1e-6);
      }
      expect(Math.abs(drawn.reduce((total, value) => total + value, 0) - sum)).toBeLessThan(1e-6 * drawn.length);
    }
  });
});
