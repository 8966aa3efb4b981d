import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeClient } from '../../../src/decode/client';
import { readVaeFile } from '../../../src/decode/graph/readDiffusers';
import { kl, tiny } from './configurations';
import { largestDifference, startClient, through } from './decoding';
import { noise, RandomParameters, safetensors, type StoredTensor } from './models';
import { klDecode, klEncode, tinyDecode, tinyEncode } from './reference';

let client: DecodeClient;
beforeAll(async () => {
  client = await startClient('single-file');
});
afterAll(() => client.dispose());

const tolerance = 2e-5;

const model = kl({ block_out_channels: [32, 64], norm_num_groups: 32 });
const parameters = new RandomParameters(12);
const latents = noise(1, 4, 3, 2);
const image = noise(2, 3, 6, 4);
const decoded = klDecode(model, parameters.get, latents).data;
const encoded = klEncode(model, parameters.get, image).data;

/** Names of latent diffusion, written out for this model. */
const ldm: readonly (readonly [string, string])[] = [
  ['mid_block.resnets.0.', 'mid.block_1.'],
  ['mid_block.resnets.1.', 'mid.block_2.'],
  ['mid_block.attentions.0.group_norm.', 'mid.attn_1.norm.'],
  ['mid_block.attentions.0.to_q.', 'mid.attn_1.q.'],
  ['mid_block.attentions.0.to_k.', 'mid.attn_1.k.'],
  ['mid_block.attentions.0.to_v.', 'mid.attn_1.v.'],
  ['mid_block.attentions.0.to_out.0.', 'mid.attn_1.proj_out.'],
  ['down_blocks.0.resnets.', 'down.0.block.'],
  ['down_blocks.1.resnets.', 'down.1.block.'],
  ['down_blocks.0.downsamplers.0.', 'down.0.downsample.'],
  ['up_blocks.0.resnets.', 'up.1.block.'],
  ['up_blocks.1.resnets.', 'up.0.block.'],
  ['up_blocks.0.upsamplers.0.', 'up.1.upsample.'],
  ['conv_shortcut.', 'nin_shortcut.'],
  ['conv_norm_out.', 'norm_out.'],
];

function written(tensors: ReadonlyMap<string, StoredTensor>, rename: (name: string) => string, name: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sigmascope-')), name);
  const extra: [string, StoredTensor] = ['cond_stage_model.x', { dtype: 'I64', shape: [1], bytes: new Uint8Array(8) }];
  writeFileSync(file, safetensors(new Map([extra, ...[...tensors].map(([key, t]) => [rename(key), t] as const)])));
  return file;
}

const toLdm = (name: string): string => ldm.reduce((text, [from, to]) => text.replace(from, to), name);

describe('a VAE in one file', () => {
  it.each([
    ['of latent diffusion', (name: string) => toLdm(name)],
    ['in a checkpoint of Stable Diffusion', (name: string) => `first_stage_model.${toLdm(name)}`],
    ['in a checkpoint of another tool', (name: string) => `vae.${toLdm(name)}`],
    ['with diffusers’ names', (name: string) => name],
    ['with diffusers’ names after a prefix', (name: string) => `vae.${name}`],
  ])('%s', async (_, rename) => {
    const file = written(parameters.tensors, rename, 'some.safetensors');
    const { decoder, encoder, space, label } = await readVaeFile(file, 'sd3');
    expect(label).toBe('some.safetensors (AutoencoderKL, float32)');
    expect(space).toEqual({ channels: 4, downscale: 2, scaling: 1.5305, shift: 0.0609, mean: null, std: null });
    expect(largestDifference(await through(client, decoder, latents), decoded)).toBeLessThan(tolerance);
    if (encoder === null) throw new Error('no encoder');
    expect(largestDifference(await through(client, encoder, image), encoded)).toBeLessThan(tolerance);
  });

  it('that holds no VAE is refused', async () => {
    const file = written(new Map(), (name) => name, 'text-encoder.safetensors');
    await expect(readVaeFile(file, 'sd')).rejects.toThrow(
      /holds no VAE that is known here.*with or without first_stage_model\. or vae\./,
    );
  });
});

describe('TAESD’s own files', () => {
  const model = tiny({
    encoder_block_out_channels: [64, 64, 64, 64],
    decoder_block_out_channels: [64, 64, 64, 64],
    num_encoder_blocks: [1, 3, 3, 3],
    num_decoder_blocks: [3, 3, 3, 1],
    latent_channels: 16,
  });
  const random = new RandomParameters(13);
  const given = noise(3, 16, 1, 1);
  const picture = noise(4, 3, 8, 8);
  const expected = tinyDecode(model, random.get, given).data;
  const expectedLatents = tinyEncode(model, random.get, picture).data;

  /** The decoder's sequence begins with a clamp that has no weights. */
  const half = (side: string, shift: number): Map<string, StoredTensor> =>
    new Map(
      [...random.tensors]
        .filter(([name]) => name.startsWith(side))
        .map(([name, tensor]) => {
          const [index, ...rest] = name.slice(`${side}.layers.`.length).split('.');
          return [[Number(index) + shift, ...rest].join('.'), tensor];
        }),
    );

  it('are a decoder and an encoder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));
    const file = join(folder, 'taef1_decoder.safetensors');
    writeFileSync(file, safetensors(half('decoder', 1)));
    expect((await readVaeFile(file, 'flux')).encoder).toBeNull();
    writeFileSync(join(folder, 'taef1_encoder.safetensors'), safetensors(half('encoder', 0)));
    const { decoder, encoder, space } = await readVaeFile(file, 'flux');
    expect(space).toMatchObject({ channels: 16, downscale: 8, scaling: 1, shift: 0 });
    expect(largestDifference(await through(client, decoder, given), expected)).toBeLessThan(tolerance);
    if (encoder === null) throw new Error('no encoder');
    expect(largestDifference(await through(client, encoder, picture), expectedLatents)).toBeLessThan(tolerance);
  });
});
