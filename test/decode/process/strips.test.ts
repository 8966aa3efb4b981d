import { Tensor } from 'onnxruntime-common';
import fc from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network, StripLayer } from '../../../src/decode/shared/autoencoder';
import type { DecodeClient } from '../../../src/decode/client';
import { readDiffusers } from '../../../src/decode/graph/readDiffusers';
import { needsStrips } from '../../../src/decode/shared/largePictures';
import { runInStrips, type Open } from '../../../src/decode/process/strips';
import { kl, tiny } from '../graph/configurations';
import { largestDifference, startClient, through } from '../graph/decoding';
import { noise, RandomParameters, writeModel } from '../graph/models';
import { klDecode, tinyDecode } from '../graph/reference';

const layer = (given: Partial<StripLayer>): StripLayer => ({
  onnx: new Uint8Array(),
  reads: [],
  whole: [],
  writes: [],
  norm: null,
  halo: 0,
  rate: 1,
  ...given,
});

/** Layers whose "graph" is the number of the function that computes them, so that no runtime is needed. */
type Compute = (feeds: Readonly<Record<string, Tensor>>) => Record<string, Tensor>;

function opening(computes: readonly Compute[]): { open: Open; released: () => number; runs: () => number } {
  let released = 0;
  let runs = 0;
  const open: Open = ([number]) =>
    Promise.resolve({
      run: (feeds: Record<string, Tensor>) => {
        runs++;
        return Promise.resolve(computes[number](feeds));
      },
      release: () => {
        released++;
        return Promise.resolve();
      },
    } as unknown as Awaited<ReturnType<Open>>);
  return { open, released: () => released, runs: () => runs };
}

function floatsOf(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new Error('no floats');
  return tensor.data;
}

/** Each row plus twice the one above and three times the one below, zeros beyond the picture; then every row `rate` times. */
function blurred(input: string, output: string, rate: number): Compute {
  return (feeds) => {
    const [, , height, width] = feeds[input].dims;
    const data = floatsOf(feeds[input]);
    const at = (row: number, column: number): number => (row < 0 || row >= height ? 0 : data[row * width + column]);
    const result = Float32Array.from({ length: height * rate * width }, (_, i) => {
      const row = Math.floor(i / width / rate);
      return at(row, i % width) + 2 * at(row - 1, i % width) + 3 * at(row + 1, i % width);
    });
    return { [output]: new Tensor('float32', result, [1, 1, height * rate, width]) };
  };
}

describe('strips', () => {
  const layers = [
    layer({ onnx: Uint8Array.of(0), reads: ['in'], writes: ['a'], halo: 1, rate: 2 }),
    layer({ onnx: Uint8Array.of(1), reads: ['a'], writes: ['out'], halo: 1 }),
  ];
  const computes = [blurred('in', 'a', 2), blurred('a', 'out', 1)];

  it('make the same as the whole, whatever their height', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2000 }), async (height, bytes) => {
        const width = 3;
        const data = Float32Array.from({ length: height * width }, (_, i) => Math.sin(i));
        const shape = [1, 1, height, width];
        const whole = computes[1](computes[0]({ in: new Tensor('float32', data, shape) })).out;
        const { open, released } = opening(computes);
        const strips = await runInStrips({ Tensor }, open, layers, { data, shape }, bytes);
        expect(strips.shape).toEqual([1, 1, 2 * height, width]);
        expect(strips.data).toEqual(floatsOf(whole));
        expect(released()).toBe(2);
      }),
    );
  });

  it('take as many rows as their bytes allow', async () => {
    const runsFor = async (bytes: number): Promise<number> => {
      const { open, runs } = opening(computes);
      await runInStrips({ Tensor }, open, layers, { data: new Float32Array(64 * 8), shape: [1, 1, 64, 8] }, bytes);
      return runs();
    };
    expect(await runsFor(2 ** 20)).toBe(2);
    expect(await runsFor(1)).toBe(64 + 128);
  });

  it('refuse layers that do not belong together', async () => {
    const input = { data: new Float32Array(4), shape: [1, 1, 2, 2] };
    const lost = [layers[0], layer({ reads: ['b'], writes: ['out'] })];
    await expect(runInStrips({ Tensor }, opening(computes).open, lost, input)).rejects.toThrow('reads b');
    const wrong = [layer({ ...layers[0], rate: 1 })];
    await expect(runInStrips({ Tensor }, opening(computes).open, wrong, input)).rejects.toThrow('answered with');
  });

  it('are for pictures above 512 pixels, and for attention that would take more than its share', () => {
    const eightfold = [1, 2, 2, 2].map((rate) => layer({ rate }));
    expect(needsStrips(eightfold, [1, 4, 64, 64])).toBe(false);
    expect(needsStrips(eightfold, [6, 4, 64, 64])).toBe(false);
    expect(needsStrips(eightfold, [1, 4, 64, 72])).toBe(true);
    const attentive = layer({ whole: ['key', 'value'] });
    expect(needsStrips([attentive, ...eightfold], [1, 4, 64, 64])).toBe(false);
    expect(needsStrips([attentive, layer({ rate: 2 })], [1, 4, 96, 96])).toBe(true);
  });
});

describe('a decoder in strips', () => {
  let client: DecodeClient;
  beforeAll(async () => {
    client = await startClient('strips');
  });
  afterAll(() => client.dispose());

  const scratch = (): string => mkdtempSync(join(tmpdir(), 'sigmascope-'));
  const atOnce = (network: Network): Network =>
    network.kind !== 'graph' ? network : { ...network, key: `${network.key} at once`, inStrips: () => null };

  const klModel = kl({ block_out_channels: [8, 8, 16, 16] });
  const tinyModel = tiny({
    encoder_block_out_channels: [16, 16, 16, 16],
    decoder_block_out_channels: [16, 16, 16, 16],
    num_encoder_blocks: [1, 1, 1, 1],
    num_decoder_blocks: [2, 2, 2, 1],
  });

  it.each([
    ['AutoencoderKL', 72, 80],
    ['AutoencoderTiny', 80, 72],
    ['AutoencoderTiny', 200, 40],
  ])('%s gives the picture that it gives at once, %d × %d latents', async (name, height, width) => {
    const parameters = new RandomParameters(11);
    const isKl = name === 'AutoencoderKL';
    if (isKl) klDecode(klModel, parameters.get, noise(1, 4, 1, 1));
    else tinyDecode(tinyModel, parameters.get, noise(1, 4, 1, 1));
    const config = { _class_name: name, ...(isKl ? klModel : tinyModel) };
    const { decoder } = await readDiffusers(writeModel(scratch(), config, parameters.tensors));
    const latents = noise(3, 4, height, width);
    const whole = await through(client, atOnce(decoder), latents);
    const strips = await through(client, decoder, latents);
    expect(strips).toHaveLength(3 * 64 * height * width);
    expect(largestDifference(strips, whole)).toBeLessThan(1e-3);
  });
});
