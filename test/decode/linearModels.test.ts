import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DecodeClient } from '../../src/decode/client';
import type { Latents } from '../../src/decode/shared/picture';
import { buildDecodeProcess, modelsFolder, root } from './build';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const maps = v.parse(
  v.record(v.string(), v.object({ factors: v.array(v.array(v.number())), graphs: v.optional(v.boolean()) })),
  JSON.parse(readFileSync(join(modelsFolder, 'linear-factors.json'), 'utf8')),
);
const families = Object.entries(maps)
  .filter(([, { graphs }]) => graphs !== false)
  .map(([family, { factors }]) => ({ family, factors }));

it('the build script writes the models that ship, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));
  execFileSync(process.execPath, [join(root, 'scripts', 'build-linear-models.mjs'), folder]);
  const built = readdirSync(folder);
  expect(built).toEqual(
    readdirSync(modelsFolder).filter((file) => file.endsWith('.onnx') && file.includes('-linear-')),
  );
  for (const file of built)
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(modelsFolder, file))), file).toBe(true);
});

describe.each(families)('the linear model of $family', ({ family, factors }) => {
  let client: DecodeClient;

  beforeAll(async () => {
    const processFile = await buildDecodeProcess('linear-models');
    client = new DecodeClient({ processFile, modelsFolder, provider: 'cpu', log: () => undefined });
  });

  afterAll(() => client.dispose());

  const run = async (what: 'decoder' | 'encoder', tensor: Latents): Promise<number[]> => {
    const { output } = await client.run({ kind: 'file', path: `${family}-linear-${what}.onnx` }, tensor);
    return Array.from(output.data);
  };
  const channels = factors.length;
  const plane = (values: readonly number[], shape: Latents['shape']): Latents => ({
    data: Float32Array.from(values.flatMap((value) => Array<number>(shape[2] * shape[3]).fill(value))),
    shape,
  });

  it('paints a field of equal latents in the colour of its factors', async () => {
    const latents = factors.map((_, channel) => Math.sin(channel + 1));
    const colour = [0, 1, 2].map((c) => latents.reduce((sum, z, channel) => sum + z * factors[channel][c], 0));
    const image = await run('decoder', plane(latents, [1, channels, 3, 2]));
    const [tall, wide] = [24, 16];
    expect(image).toHaveLength(3 * tall * wide);
    for (const [i, value] of image.entries())
      expect(Math.abs(value - colour[Math.floor(i / (tall * wide))])).toBeLessThan(2e-4);
  });

  it('cuts at −1 and 1', async () => {
    const image = await run('decoder', plane(Array<number>(channels).fill(1e4), [1, channels, 1, 1]));
    expect(Math.max(...image.map(Math.abs))).toBe(1);
  });

  it('goes smoothly and evenly from one latent pixel to the next', async () => {
    const data = new Float32Array(channels * 2 * 8);
    for (let i = 0; i < data.length; i++) data[i] = i % 8 < 4 ? -0.5 : 0.5;
    const image = await run('decoder', { data, shape: [1, channels, 2, 8] });
    const row = image.slice(8 * 64, 9 * 64);
    for (let x = 0; x < 32; x++) expect(row[x] + row[63 - x]).toBeCloseTo(0, 5);
    const steps = row.slice(1).map((value, x) => Math.abs(value - row[x]));
    expect(Math.max(...steps)).toBeLessThan(0.2 * Math.abs(row[63] - row[0]));
  });

  it('has the smallest latents of a colour, which decode to that colour', async () => {
    const colour = [0.4, -0.2, 0.1];
    const latents = await run('encoder', plane(colour, [1, 3, 8, 8]));
    expect(latents).toHaveLength(channels);
    const image = await run('decoder', { data: Float32Array.from(latents), shape: [1, channels, 1, 1] });
    for (const c of [0, 1, 2]) expect(image[c * 64]).toBeCloseTo(colour[c], 3);
    // Smallest: a combination of the three columns of factors, so decoding it back and forth changes nothing.
    const again = await run('encoder', { data: Float32Array.from(image), shape: [1, 3, 8, 8] });
    for (const [i, z] of latents.entries()) expect(again[i]).toBeCloseTo(z, 3);
  });

  it('has a card', () => {
    expect(readFileSync(join(modelsFolder, `${family}-linear.md`), 'utf8')).toMatch(/Apache-2\.0/);
  });
});
