/** What cannot be decoded is refused by name, with the cause and what to do. */
import {
  mkdtempSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecodeClient } from '../../../src/decode/client';
import { readDiffusers } from '../../../src/decode/graph/readDiffusers';
import { kl } from './configurations';
import { startClient, through } from './decoding';
import { noise, RandomParameters, safetensors, writeModel, writeSharded, type StoredTensor } from './models';
import { klDecode, klEncode, tinyDecode, tinyEncode } from './reference';

const scratch = (): string => mkdtempSync(join(tmpdir(), 'sigmascope-'));

const model = kl({});
const config = { _class_name: 'AutoencoderKL', ...model };
const parameters = new RandomParameters(3);
klDecode(model, parameters.get, noise(1, 4, 2, 2));
klEncode(model, parameters.get, noise(1, 3, 4, 4));
const { tensors } = parameters;

const reading = (given: object, changed: ReadonlyMap<string, StoredTensor> = tensors): Promise<unknown> =>
  readDiffusers(writeModel(scratch(), given, changed));

describe('a configuration', () => {
  it.each([
    ['another class', { _class_name: 'AutoencoderKLWan' }, /class AutoencoderKLWan; AutoencoderKL and AutoencoderTiny/],
    ['no class', { _class_name: undefined }, /is of no class/],
    [
      'an unknown block',
      { up_block_types: ['UpDecoderBlock2D', 'SkipUpBlock2D'] },
      /up_block_types\.1: the block type "SkipUpBlock2D" is not known; AutoencoderKL has UpDecoderBlock2D and AttnUpDecoderBlock2D/,
    ],
    ['an unknown activation', { act_fn: 'snake' }, /activation "snake"; diffusers has silu, relu, mish, gelu, swish/],
    ['an activation named like a method', { act_fn: 'toString' }, /activation "toString"/],
    ['lists of unlike length', { block_out_channels: [8, 16, 16] }, /differ in length/],
    [
      'groups that do not divide the channels',
      { norm_num_groups: 3 },
      /3 groups in normalizing 16 channels.*norm_num_groups/,
    ],
    ['six colours', { out_channels: 6 }, /out_channels: out_channels is not 3/],
    ['too many levels', { block_out_channels: Array(9).fill(8) }, /block_out_channels/],
    ['channels without end', { latent_channels: 1e9 }, /latent_channels/],
    ['a scaling of zero', { scaling_factor: 0 }, /scaling_factor/],
    ['too few means', { latents_mean: [0], latents_std: [1] }, /one number a latent channel/],
    ['a deviation of zero', { latents_mean: [0, 0, 0, 0], latents_std: [1, 1, 0, 1] }, /latents_std is not positive/],
  ])('with %s', async (_, given, complaint) => {
    await expect(reading({ ...config, ...given })).rejects.toThrow(complaint);
  });

  it('of an AutoencoderTiny with an interpolation that is not known', async () => {
    await expect(reading({ _class_name: 'AutoencoderTiny', upsample_fn: 'bicubic' })).rejects.toThrow(
      /upsample_fn.*bicubic/,
    );
  });

  it('that is not there, no JSON or far too long', async () => {
    const folder = writeModel(scratch(), config, tensors);
    const file = join(folder, 'config.json');
    writeFileSync(file, `{"_class_name": "AutoencoderKL"${' '.repeat(70_000)}}`);
    await expect(readDiffusers(folder)).rejects.toThrow(/at most 64 KB are read/);
    writeFileSync(file, '{"_class_name"');
    await expect(readDiffusers(folder)).rejects.toThrow(/is not JSON/);
    rmSync(file);
    await expect(readDiffusers(folder)).rejects.toThrow(/There is no .*config\.json/);
  });
});

describe('weights', () => {
  const without = (name: string): Map<string, StoredTensor> => {
    const rest = new Map(tensors);
    rest.delete(name);
    return rest;
  };

  it('that lack a tensor', async () => {
    await expect(reading(config, without('decoder.mid_block.attentions.0.to_k.bias'))).rejects.toThrow(
      /lacks the tensor "decoder\.mid_block\.attentions\.0\.to_k\.bias".*download the folder again/,
    );
    await expect(reading(config, without('post_quant_conv.weight'))).rejects.toThrow(/"post_quant_conv\.weight"/);
  });

  it('that have a tensor of another shape', async () => {
    await expect(reading({ ...config, latent_channels: 8 })).rejects.toThrow(
      /"post_quant_conv.weight" of .* is \[4, 4, 1, 1\], and its configuration calls for \[8, 8, 1, 1\]/,
    );
  });

  it('in a type that is not for weights', async () => {
    const name = 'decoder.conv_in.weight';
    const whole = tensors.get(name);
    if (!whole) throw new Error('no tensor');
    const eight = { ...whole, dtype: 'F8_E4M3', bytes: whole.bytes.slice(0, whole.bytes.length / 4) };
    await expect(reading(config, new Map([...tensors, [name, eight]]))).rejects.toThrow(/stored as F8_E4M3/);
  });

  it('of a tiny autoencoder whose configuration has more blocks', async () => {
    const tiny = {
      encoder_block_out_channels: [8, 8],
      decoder_block_out_channels: [8, 8],
      num_encoder_blocks: [1, 1],
      num_decoder_blocks: [1, 1],
      latent_channels: 4,
      upsampling_scaling_factor: 2,
      upsample_fn: 'nearest',
      act_fn: 'relu',
    };
    const random = new RandomParameters(4);
    tinyDecode(tiny, random.get, noise(1, 4, 2, 2));
    tinyEncode(tiny, random.get, noise(1, 3, 4, 4));
    const more = { _class_name: 'AutoencoderTiny', ...tiny, num_decoder_blocks: [2, 1] };
    await expect(reading(more, random.tensors)).rejects.toThrow(/lacks the tensor "decoder\.layers\.3\.conv/);
  });

  it('that are not there, or only as pickles', async () => {
    const folder = scratch();
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    await expect(readDiffusers(folder)).rejects.toThrow(/There are no weights in/);
    writeFileSync(join(folder, 'diffusion_pytorch_model.bin'), '');
    await expect(readDiffusers(folder)).rejects.toThrow(/pickle, which can run code.*as safetensors/);
  });
});

describe('an index of shards', () => {
  const indexName = 'diffusion_pytorch_model.safetensors.index.json';
  function withIndex(weightMap: unknown): string {
    const folder = writeSharded(scratch(), config, tensors);
    writeFileSync(join(folder, indexName), JSON.stringify({ weight_map: weightMap }));
    return folder;
  }

  it.each([
    ['a folder above', '../outside.safetensors'],
    ['an absolute path', '/etc/outside.safetensors'],
    ['a path of Windows', '..\\outside.safetensors'],
    ['a drive', 'C:outside.safetensors'],
    ['a folder below', 'below/outside.safetensors'],
    ['another kind of file', 'config.json'],
  ])('that leads to %s', async (_, shard) => {
    const folder = withIndex({ 'decoder.conv_in.weight': shard });
    mkdirSync(join(folder, 'below'));
    for (const place of ['..', 'below'])
      writeFileSync(join(folder, place, 'outside.safetensors'), safetensors(tensors));
    await expect(readDiffusers(folder)).rejects.toThrow(/not the name of a safetensors file in the same folder/);
  });

  it('that names a shard which is not there, or no shards', async () => {
    await expect(readDiffusers(withIndex({ a: 'gone.safetensors' }))).rejects.toThrow(
      /names the shard gone\.safetensors/,
    );
    await expect(readDiffusers(withIndex(7))).rejects.toThrow(/does not read as an index/);
  });

  it('of shards that share a tensor', async () => {
    const folder = withIndex({ a: 'one.safetensors', b: 'two.safetensors' });
    for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.safetensors`), safetensors(tensors));
    await expect(readDiffusers(folder)).rejects.toThrow(/"[\w.]+" in two shards/);
  });

  it('that names shards without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}`, `${i}.safetensors`]));
    await expect(readDiffusers(withIndex(many))).rejects.toThrow(/300 shards, and at most 256/);
  });
});

describe('a file that changes after its header was read', () => {
  let client: DecodeClient;
  beforeAll(async () => {
    client = await startClient('changes');
  });
  afterAll(() => client.dispose());

  const latents = noise(1, 4, 2, 2);
  const opened = async () => {
    const folder = writeModel(scratch(), config, tensors);
    return {
      file: join(folder, 'diffusion_pytorch_model.safetensors'),
      decoder: (await readDiffusers(folder)).decoder,
    };
  };

  it.each([
    ['shortened', (file: string) => truncateSync(file, 5000), /was shortened from \d+ to 5000 bytes/],
    ['lengthened', (file: string) => appendFileSync(file, 'x'), /was changed/],
    ['written anew', (file: string) => utimesSync(file, 1, 1), /was changed/],
    ['deleted', (file: string) => rmSync(file), /is no longer there/],
  ])('is noticed when it is %s', async (_, change, complaint) => {
    const { file, decoder } = await opened();
    change(file);
    await expect(through(client, decoder, latents)).rejects.toThrow(complaint);
  });

  it('is noticed under an open session', async () => {
    const { file, decoder } = await opened();
    await through(client, decoder, latents);
    utimesSync(file, 1, 1);
    await expect(through(client, decoder, latents)).rejects.toThrow(/was changed/);
  });
});

it('weights are found through the links of a Hugging Face cache', async () => {
  const cache = join(scratch(), 'models--someone--some-model');
  const blobs = join(cache, 'blobs');
  const vae = join(cache, 'snapshots', 'abc', 'vae');
  for (const folder of [blobs, vae]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(blobs, '111'), JSON.stringify(config));
  writeFileSync(join(blobs, '222'), safetensors(tensors));
  const up = join('..', '..', '..', 'blobs');
  symlinkSync(join(up, '111'), join(vae, 'config.json'));
  symlinkSync(join(up, '222'), join(vae, 'diffusion_pytorch_model.safetensors'));
  const { decoder, label } = await readDiffusers(vae);
  expect(label).toBe('someone/some-model (AutoencoderKL, float32)');
  const client = await startClient('cache');
  try {
    expect(await through(client, decoder, noise(1, 4, 2, 2))).toHaveLength(48);
  } finally {
    client.dispose();
  }
});
