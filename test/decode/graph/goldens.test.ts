import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeClient } from '../../../src/decode/client';
import { readDiffusers } from '../../../src/decode/graph/readDiffusers';
import { toModelSpace, toRawSpace } from '../../../src/decode/shared/latentSpace';
import type { Latents } from '../../../src/decode/shared/picture';
import { largestDifference, startClient } from './decoding';

const goldens = join(import.meta.dirname, 'goldens');
const folders = readdirSync(goldens).filter((name) => !name.endsWith('.md'));

const tensor = v.object({ file: v.string(), dims: v.tuple([v.number(), v.number(), v.number(), v.number()]) });
const schema = v.object({
  decode: v.object({ latents_raw: tensor, latents_diffusion: tensor, image: tensor }),
  encode: v.object({ image: tensor, mean_raw: tensor, mean_diffusion: tensor }),
  tolerance_abs_fp32: v.number(),
});

function read(folder: string, { file, dims }: v.InferOutput<typeof tensor>): Latents {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  return { data: new Float32Array(bytes.buffer), shape: dims };
}

let client: DecodeClient;
beforeAll(async () => {
  client = await startClient('goldens');
});
afterAll(() => client.dispose());

describe.each(folders)('diffusers’ %s', (name) => {
  const folder = join(goldens, name);
  const golden = v.parse(schema, JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')));
  const { decode, encode, tolerance_abs_fp32: tolerance } = golden;

  it('decodes to diffusers’ picture from both spaces', async () => {
    const { decoder, space } = await readDiffusers(folder);
    const image = read(folder, decode.image);
    for (const latents of [
      read(folder, decode.latents_raw),
      toRawSpace(read(folder, decode.latents_diffusion), space),
    ]) {
      const { output } = await client.run(decoder, latents);
      expect(output.shape).toEqual(image.shape);
      expect(largestDifference(output.data, image.data)).toBeLessThan(tolerance);
    }
  });

  it('encodes to diffusers’ latents in both spaces', async () => {
    const { encoder, space } = await readDiffusers(folder);
    if (encoder === null) throw new Error('no encoder');
    const { output } = await client.run(encoder, read(folder, encode.image));
    const [raw, model] = [read(folder, encode.mean_raw), read(folder, encode.mean_diffusion)];
    expect(output.shape).toEqual(raw.shape);
    expect(largestDifference(output.data, raw.data)).toBeLessThan(tolerance);
    expect(largestDifference(toModelSpace(output, space).data, model.data)).toBeLessThan(tolerance);
  });
});
