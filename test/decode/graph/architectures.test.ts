/** Every option of the configurations, against diffusers' modules in plain loops. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeClient } from '../../../src/decode/client';
import { readDiffusers } from '../../../src/decode/graph/readDiffusers';
import { largestDifference, startClient, through } from './decoding';
import { noise, RandomParameters, writeModel, writeSharded, type StoredTensor } from './models';
import { kl, tiny } from './configurations';
import { klDecode, klEncode, tinyDecode, tinyEncode, type KlModel, type TinyModel } from './reference';

let client: DecodeClient;
beforeAll(async () => {
  client = await startClient('architectures');
});
afterAll(() => client.dispose());

const scratch = (): string => mkdtempSync(join(tmpdir(), 'sigmascope-'));

/** float64 against float32 through some dozens of layers. */
const tolerance = 2e-5;

const klModels: Record<string, Partial<KlModel>> = {
  'one level': { block_out_channels: [8] },
  'four levels of unlike widths': { block_out_channels: [8, 12, 16, 24], norm_num_groups: 2 },
  'no layers in the encoder’s blocks but one in the decoder’s': { layers_per_block: 0, block_out_channels: [8, 8] },
  'three layers a block': { layers_per_block: 3 },
  'one group': { norm_num_groups: 1 },
  'as many groups as channels': { norm_num_groups: 8, block_out_channels: [8, 8] },
  '32 latent channels': { latent_channels: 32 },
  'no attention in the middle': { mid_block_add_attention: false },
  'attention in every block': {
    down_block_types: ['AttnDownEncoderBlock2D', 'DownEncoderBlock2D'],
    up_block_types: ['UpDecoderBlock2D', 'AttnUpDecoderBlock2D'],
  },
  'a quant_conv before decoding only': { use_quant_conv: false },
  'a quant_conv after encoding only': { use_post_quant_conv: false },
  'no quant_conv': { use_quant_conv: false, use_post_quant_conv: false },
  'GELU, but SiLU at the end': { act_fn: 'gelu' },
  Mish: { act_fn: 'Mish' },
};

describe('AutoencoderKL with', () => {
  it.each(Object.entries(klModels))('%s', async (_, given) => {
    const model = kl(given);
    const parameters = new RandomParameters(7);
    const reference = { ...model, act_fn: model.act_fn.toLowerCase() };
    const latents = noise(1, model.latent_channels, 4, 3);
    const side = 2 ** (model.block_out_channels.length - 1);
    const image = noise(2, 3, 4 * side, 3 * side, 0.5);
    const [decoded, encoded] = [
      klDecode(reference, parameters.get, latents),
      klEncode(reference, parameters.get, image),
    ];
    const folder = writeModel(scratch(), { _class_name: 'AutoencoderKL', ...model }, parameters.tensors);
    const { decoder, encoder, space } = await readDiffusers(folder);
    expect(largestDifference(await through(client, decoder, latents), decoded.data)).toBeLessThan(tolerance);
    if (encoder === null) throw new Error('no encoder');
    expect(largestDifference(await through(client, encoder, image), encoded.data)).toBeLessThan(tolerance);
    expect(space).toMatchObject({ channels: model.latent_channels, downscale: side });
  });

  it('an encoder’s picture of odd size', async () => {
    const model = kl({});
    const parameters = new RandomParameters(8);
    const image = noise(2, 3, 9, 7);
    const encoded = klEncode(model, parameters.get, image);
    klDecode(model, parameters.get, noise(1, 4, 2, 2));
    const { encoder } = await readDiffusers(
      writeModel(scratch(), { _class_name: 'AutoencoderKL', ...model }, parameters.tensors),
    );
    if (encoder === null) throw new Error('no encoder');
    expect(largestDifference(await through(client, encoder, image), encoded.data)).toBeLessThan(tolerance);
  });
});

const tinyModels: Record<string, Partial<TinyModel>> = {
  'one stage': {
    encoder_block_out_channels: [8],
    decoder_block_out_channels: [8],
    num_encoder_blocks: [1],
    num_decoder_blocks: [1],
  },
  'stages without blocks': { num_encoder_blocks: [0, 0], num_decoder_blocks: [0, 0] },
  'upsampling by three': { upsampling_scaling_factor: 3 },
  'bilinear upsampling': { upsample_fn: 'bilinear' },
  '32 latent channels': { latent_channels: 32 },
  'SiLU inside its blocks': { act_fn: 'silu' },
};

describe('AutoencoderTiny with', () => {
  it.each(Object.entries(tinyModels))('%s', async (_, given) => {
    const model = tiny(given);
    const parameters = new RandomParameters(9);
    const latents = noise(1, model.latent_channels, 4, 5, 2);
    const image = noise(2, 3, 8, 12, 0.5);
    const [decoded, encoded] = [tinyDecode(model, parameters.get, latents), tinyEncode(model, parameters.get, image)];
    const folder = writeModel(scratch(), { _class_name: 'AutoencoderTiny', ...model }, parameters.tensors);
    const { decoder, encoder } = await readDiffusers(folder);
    expect(largestDifference(await through(client, decoder, latents), decoded.data)).toBeLessThan(tolerance);
    if (encoder === null) throw new Error('no encoder');
    expect(largestDifference(await through(client, encoder, image), encoded.data)).toBeLessThan(tolerance);
  });
});

describe('weights', () => {
  const model = kl({});
  const config = { _class_name: 'AutoencoderKL', ...model };
  const latents = noise(1, 4, 4, 4);

  function made(precision: 'F32' | 'BF16'): { parameters: RandomParameters; decoded: Float64Array } {
    const parameters = new RandomParameters(10, precision);
    klEncode(model, parameters.get, noise(2, 3, 8, 8));
    return { parameters, decoded: klDecode(model, parameters.get, latents).data };
  }

  async function decodeFrom(folder: string): Promise<Float32Array> {
    return through(client, (await readDiffusers(folder)).decoder, latents);
  }

  it('may be stored as bfloat16', async () => {
    const { parameters, decoded } = made('BF16');
    const folder = writeModel(scratch(), config, parameters.tensors);
    expect(largestDifference(await decodeFrom(folder), decoded)).toBeLessThan(tolerance);
    expect((await readDiffusers(folder)).label).toMatch(/\(AutoencoderKL, bfloat16\)$/);
  });

  it('may be stored in shards', async () => {
    const { parameters, decoded } = made('F32');
    const folder = writeSharded(scratch(), config, parameters.tensors);
    const { decoder } = await readDiffusers(folder);
    expect(decoder).toMatchObject({ kind: 'graph' });
    expect(largestDifference(await decodeFrom(folder), decoded)).toBeLessThan(tolerance);
  });

  it('may be there in a variant only', async () => {
    const { parameters, decoded } = made('F32');
    const name = 'diffusion_pytorch_model.fp16.safetensors';
    const folder = writeModel(scratch(), config, parameters.tensors, name);
    expect(largestDifference(await decodeFrom(folder), decoded)).toBeLessThan(tolerance);
  });

  it.each([
    ['query, key, value, proj_attn', false],
    ['the same as convolutions', true],
  ])('may have the older attention names: %s', async (_, asConvolutions) => {
    const { parameters, decoded } = made('F32');
    const folder = writeModel(scratch(), config, withOldAttention(parameters.tensors, asConvolutions));
    expect(largestDifference(await decodeFrom(folder), decoded)).toBeLessThan(tolerance);
  });

  it('may say nothing of quant convolutions, which are then looked for', async () => {
    const { parameters, decoded } = made('F32');
    const silent = { ...config, use_quant_conv: undefined, use_post_quant_conv: undefined };
    const folder = writeModel(scratch(), silent, parameters.tensors);
    expect(largestDifference(await decodeFrom(folder), decoded)).toBeLessThan(tolerance);
  });

  it('of a decoder alone are an autoencoder without an encoder', async () => {
    const { parameters } = made('F32');
    const decoderOnly = new Map([...parameters.tensors].filter(([name]) => !name.startsWith('encoder.')));
    const { encoder, decoder } = await readDiffusers(writeModel(scratch(), config, decoderOnly));
    expect(encoder).toBeNull();
    expect(await through(client, decoder, latents)).toHaveLength(3 * 8 * 8);
  });
});

function withOldAttention(
  tensors: ReadonlyMap<string, StoredTensor>,
  asConvolutions: boolean,
): Map<string, StoredTensor> {
  const older = [
    ['to_q', 'query'],
    ['to_k', 'key'],
    ['to_v', 'value'],
    ['to_out.0', 'proj_attn'],
  ];
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const renaming = older.find(([today]) => name.includes(`.${today}.`));
      if (!renaming) return [name, tensor];
      const is4d = asConvolutions && tensor.shape.length === 2;
      return [
        name.replace(...(renaming as [string, string])),
        is4d ? { ...tensor, shape: [...tensor.shape, 1, 1] } : tensor,
      ];
    }),
  );
}
