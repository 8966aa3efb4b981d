import * as onnxRuntime from 'onnxruntime-node';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { latentFormats } from '../../../src/catalog/known/latentFamily';
import { decodeLinearly, encodeLinearly, readLinearMap } from '../../../src/decode/process/linearMap';
import { run, type Tensor } from '../../../src/decode/process/run';
import { modelsFolder } from '../build';

const factors = join(modelsFolder, 'linear-factors.json');

const tensor = (...shape: number[]): Tensor => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(1.7 * i + 0.003 * i * i)),
  shape,
});

/** What the graph that ships gives. */
async function graph(name: string, input: Tensor): Promise<Tensor> {
  const session = await onnxRuntime.InferenceSession.create(join(modelsFolder, name), { intraOpNumThreads: 1 });
  try {
    return await run(onnxRuntime, session, input);
  } finally {
    await session.release();
  }
}

function expectEqual(got: Tensor, want: Tensor): void {
  expect(got.shape).toEqual(want.shape);
  const differences = got.data.map((value, i) => Math.abs(value - want.data[i]));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

describe.each(['sdxl', 'sd3', 'flux'] as const)('the map of %s, computed without ONNX Runtime', (family) => {
  it('decodes as its graph does', async () => {
    const latents = tensor(2, latentFormats[family].channels, 5, 3);
    const map = await readLinearMap(factors, family);
    expectEqual(decodeLinearly(map, latents), await graph(`${family}-linear-decoder.onnx`, latents));
  });

  it('encodes as its graph does', async () => {
    const image = tensor(2, 3, 24, 40);
    const map = await readLinearMap(factors, family);
    expectEqual(encodeLinearly(map, image), await graph(`${family}-linear-encoder.onnx`, image));
  });
});

it('latents of other channels are refused in words', async () => {
  const map = await readLinearMap(factors, 'sd');
  expect(() => decodeLinearly(map, tensor(1, 16, 2, 2))).toThrow('takes 4 channels, which [1, 16, 2, 2] does not fit');
});

it('a damaged installation is refused with a sentence', async () => {
  await expect(readLinearMap(join(modelsFolder, 'nowhere.json'), 'sd')).rejects.toThrow('Install Sigmascope again');
});
