import { decode, encode } from 'jpeg-js';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleFiles, sampleSide } from '../../../src/decode/embedded';
import { readSamplePicture } from '../../../src/decode/process/samplePicture';
import { modelsFolder } from '../build';

const cat = join(modelsFolder, sampleFiles.cat);

it.each(Object.values(sampleFiles))('%s is a square of the stated size', (file) => {
  expect(decode(readFileSync(join(modelsFolder, file)))).toMatchObject({ width: sampleSide, height: sampleSide });
});

it('is read as planes in −1..1 when it keeps its size', async () => {
  const original = decode(readFileSync(cat), { formatAsRGBA: false });
  const { data, shape } = await readSamplePicture(cat, 512);
  expect(shape).toEqual([1, 3, 512, 512]);
  for (const i of [0, 1000, 512 * 512 - 1])
    for (const channel of [0, 1, 2])
      expect(data[channel * 512 * 512 + i]).toBeCloseTo(original.data[i * 3 + channel] / 127.5 - 1, 6);
});

it('is shrunk to the means of areas', async () => {
  const full = (await readSamplePicture(cat, 512)).data;
  const half = (await readSamplePicture(cat, 256)).data;
  const [x, y] = [40, 100];
  const block = [0, 1, 512, 513].map((offset) => full[2 * y * 512 + 2 * x + offset]);
  expect(half[y * 256 + x]).toBeCloseTo(block.reduce((a, b) => a + b) / 4, 5);
});

it.each([8, 24, 200, 328])('keeps its mean when shrunk to %d pixels', async (size) => {
  const mean = (data: Float32Array): number => data.reduce((a, b) => a + b, 0) / data.length;
  const full = mean((await readSamplePicture(cat, 512)).data);
  expect(mean((await readSamplePicture(cat, size)).data)).toBeCloseTo(full, 3);
});

it('may be of any shape', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sigmascope-')), 'grey.jpg');
  writeFileSync(file, encode({ width: 30, height: 20, data: Buffer.alloc(30 * 20 * 4, 128) }, 100).data);
  const { data } = await readSamplePicture(file, 16);
  for (const value of data) expect(value).toBeCloseTo(0, 1);
});

it('that is no picture is refused in words', async () => {
  await expect(readSamplePicture(join(modelsFolder, 'linear-factors.json'), 64)).rejects.toThrow('is no picture');
});
