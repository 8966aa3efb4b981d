import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import { readOnnxAutoencoder, type TestDecode } from '../../../src/decode/find/onnxExports';
import { onnxFilesAt } from '../../../src/decode/find/onnxFiles';
import type { Latents } from '../../../src/decode/shared/picture';
import { run as runSession } from '../../../src/decode/process/run';
import { decoderWeights, writeDecoder, writeEncoder } from './exports';

let disk: string;

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'sigmascope-onnx-'));
  return () => rmSync(disk, { recursive: true, force: true });
});

/** As the decode process runs a model, without the process. */
const run: TestDecode = async (file, latents) => {
  const session = await onnxRuntime.InferenceSession.create(file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
  });
  const { data, shape } = await runSession(onnxRuntime, session, latents);
  await session.release();
  const [batch, channels, height, width] = shape;
  return { data, shape: [batch, channels, height, width] };
};

const config = (folder: string, content: object): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(content));
};

const optimum = { input: 'latent_sample', output: 'sample' };

describe('files are found', () => {
  const at = (...files: string[]): void => {
    for (const file of files) {
      mkdirSync(dirname(join(disk, file)), { recursive: true });
      writeFileSync(join(disk, file), '');
    }
  };

  it.each([
    [
      'optimum',
      ['vae_decoder/model.onnx', 'vae_encoder/model.onnx', 'unet/model.onnx'],
      'vae_decoder/model.onnx',
      'vae_encoder/model.onnx',
    ],
    ['a folder named after its file', ['vae_decoder/vae_decoder.onnx'], 'vae_decoder/vae_decoder.onnx', null],
    ['files at the root', ['vae_decoder.onnx', 'vae_encoder.onnx'], 'vae_decoder.onnx', 'vae_encoder.onnx'],
    [
      'transformers.js',
      [
        'onnx/vae_decoder_model_f16.onnx',
        'onnx/vae_decoder_model_q4.onnx',
        'onnx/vae_pre_process_model_f16.onnx',
        'onnx/transformer_model_q4.onnx',
      ],
      'onnx/vae_decoder_model_f16.onnx',
      null,
    ],
    ['float32 beside float16', ['onnx/vae_decoder_fp16.onnx', 'onnx/vae_decoder.onnx'], 'onnx/vae_decoder.onnx', null],
    ['a tiny one', ['taesdxl-decoder.onnx', 'taesdxl-encoder.onnx'], 'taesdxl-decoder.onnx', 'taesdxl-encoder.onnx'],
  ])('of %s', async (_, files, decoder, encoder) => {
    at(...files);
    const found = await onnxFilesAt(disk);
    expect(found).toMatchObject({
      decoder: join(disk, decoder),
      encoder: encoder === null ? null : join(disk, encoder),
    });
    expect((await onnxFilesAt(join(disk, decoder))).decoder).toBe(join(disk, decoder));
  });

  it('or it is said what was looked for', async () => {
    at('unet/model.onnx', 'onnx/vae_decoder_q4.onnx');
    await expect(onnxFilesAt(disk)).rejects.toThrow('one with vae_decoder/model.onnx');
  });
});

describe('the latent space', () => {
  it('is what config.json says', async () => {
    writeDecoder(join(disk, 'vae_decoder/model.onnx'), optimum);
    config(join(disk, 'vae_decoder'), {
      _class_name: 'AutoencoderKL',
      scaling_factor: 0.5,
      shift_factor: 0.25,
      latent_channels: 4,
    });
    const { autoencoder, notices } = await readOnnxAutoencoder(disk, 'sd', run);
    expect(autoencoder.space).toEqual({ channels: 4, downscale: 8, scaling: 0.5, shift: 0.25, mean: null, std: null });
    expect(notices).toEqual([]);
  });

  it("is the family's where an old export has no config.json, with a sentence", async () => {
    writeDecoder(join(disk, 'vae_decoder/model.onnx'), { ...optimum, channels: 16 });
    const { autoencoder, notices } = await readOnnxAutoencoder(disk, 'flux', run);
    expect(autoencoder.space).toMatchObject({ channels: 16, scaling: 0.3611, shift: 0.1159 });
    expect(notices.join()).toMatch(/no config\.json .* FLUX\.1 \(0\.3611\)/);
  });

  it("is not taken from a pipeline's configuration", async () => {
    writeDecoder(join(disk, 'vae_decoder.onnx'), optimum);
    config(disk, { architectures: ['CLIPModel'] });
    expect((await readOnnxAutoencoder(disk, 'sdxl', run)).autoencoder.space.scaling).toBe(0.13025);
  });

  it("is the loop's own for tiny autoencoders", async () => {
    const file = writeDecoder(join(disk, 'taesdxl-decoder.onnx'), optimum);
    expect((await readOnnxAutoencoder(file, 'sdxl', run)).autoencoder.space).toMatchObject({ scaling: 1, shift: 0 });
  });

  it('of another family is refused by the model', async () => {
    writeDecoder(join(disk, 'vae_decoder.onnx'), optimum);
    await expect(readOnnxAutoencoder(disk, 'flux', run)).rejects.toThrow('does not fit');
  });
});

describe('the range', () => {
  it.each([
    [0, [-1, 1]],
    [1, [0, 1]],
  ])('of a decoder that adds %i is %j', async (bias, range) => {
    writeDecoder(join(disk, 'vae_decoder.onnx'), { ...optimum, bias });
    expect((await readOnnxAutoencoder(disk, 'sd', run)).autoencoder.range).toEqual(range);
  });
});

describe('the process', () => {
  const latents: Latents = { data: Float32Array.from([0.5, -2, 9, 9]), shape: [1, 4, 1, 1] };

  it.each([
    ['an unknown name', { input: 'input.1', output: '37' }],
    ['a switch before the latents', { ...optimum, switches: ['return_dict'] }],
    ['float16', { ...optimum, type: 'float16' as const }],
  ])('decodes a model with %s', async (_, names) => {
    const file = writeDecoder(join(disk, 'decoder.onnx'), names);
    const image = await run(file, latents);
    expect(image.shape).toEqual([1, 3, 8, 8]);
    expect(Array.from(image.data)).toEqual(Array(192).fill(0.125));
  });

  it.each([
    ['latent_sample', 4, [0.5, 1.5, 2.5, 3.5]],
    ['latent_parameters', 8, [0.5, 1.5, 2.5, 3.5]],
  ])('encodes to %s', async (output, channels, expected) => {
    const file = writeEncoder(join(disk, 'encoder.onnx'), { input: 'sample', output, channels });
    const image: Latents = { data: new Float32Array(2 * 192).fill(0.5), shape: [2, 3, 8, 8] };
    const { data, shape } = await run(file, image);
    expect(shape).toEqual([2, 4, 1, 1]);
    for (const [i, value] of [...expected, ...expected].entries()) expect(data[i]).toBeCloseTo(value, 5);
  });
});

describe('weights in a file of their own', () => {
  it('are read beside the model', async () => {
    writeDecoder(join(disk, 'vae_decoder/model.onnx'), { ...optimum, weightsAt: 'model.onnx_data' });
    writeFileSync(join(disk, 'vae_decoder/model.onnx_data'), decoderWeights());
    expect((await readOnnxAutoencoder(disk, 'sd', run)).autoencoder.range).toEqual([-1, 1]);
  });

  it.skipIf(process.platform === 'win32')('are read where the Hugging Face cache keeps them', async () => {
    writeDecoder(join(disk, 'blobs/1'), { ...optimum, weightsAt: 'model.onnx_data' });
    writeFileSync(join(disk, 'blobs/2'), decoderWeights());
    const snapshot = join(disk, 'snapshots', 'commit');
    mkdirSync(join(snapshot, 'vae_decoder'), { recursive: true });
    symlinkSync('../../../blobs/1', join(snapshot, 'vae_decoder', 'model.onnx'));
    symlinkSync('../../../blobs/2', join(snapshot, 'vae_decoder', 'model.onnx_data'));
    expect((await readOnnxAutoencoder(snapshot, 'sd', run)).autoencoder.range).toEqual([-1, 1]);
  });

  it('are not followed out of the folder', async () => {
    writeDecoder(join(disk, 'vae_decoder/model.onnx'), { ...optimum, weightsAt: '../secret' });
    writeFileSync(join(disk, 'secret'), decoderWeights());
    await expect(readOnnxAutoencoder(disk, 'sd', run)).rejects.toThrow(/escapes model directory/);
  });
});
