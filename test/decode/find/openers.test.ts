import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Autoencoder } from '../../../src/decode/shared/autoencoder';
import { openersOf } from '../../../src/decode/find/openers';

let disk: string;

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'sigmascope-chosen-'));
  return () => rmSync(disk, { recursive: true, force: true });
});

const space = { channels: 4, downscale: 8, scaling: 1, shift: 0, mean: null, std: null };
const named = (label: string): Autoencoder => ({
  key: label,
  label,
  space,
  decoder: { kind: 'file', path: label },
  encoder: null,
  range: [-1, 1],
  memory: { fixed: 0, perPixel: 0 },
});

const openers = openersOf({
  diffusers: (folder) => Promise.resolve(named(`diffusers ${folder}`)),
  vaeFile: (path, family) =>
    Promise.resolve({ ...named(`${family} VAE of ${path}`), space: { ...space, scaling: 0.13025 } }),
  embedded: named,
  testDecode: (_, { shape: [, , height, width] }) =>
    Promise.resolve({ data: new Float32Array(3 * 64 * height * width), shape: [1, 3, 8 * height, 8 * width] }),
});

function file(...path: string[]): string {
  mkdirSync(join(disk, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(disk, ...path), 'x');
  return join(disk, ...path);
}

const choose = async (path: string): Promise<string> => (await openers.chosen(path, 'sd')).autoencoder.label;

describe('a chosen path', () => {
  it('may be a folder of weights, a file in it, or the model around it', async () => {
    const weights = file('model', 'vae', 'diffusion_pytorch_model.fp16.safetensors');
    const expected = `diffusers ${join(disk, 'model', 'vae')}`;
    for (const path of [weights, join(disk, 'model', 'vae'), join(disk, 'model')])
      expect(await choose(path)).toBe(expected);
  });

  it('may be an ONNX file or a folder of exports', async () => {
    const decoder = file('exports', 'vae_decoder', 'model.onnx');
    expect(await choose(decoder)).toBe('model.onnx (ONNX)');
    expect(await choose(join(disk, 'exports'))).toBe('exports (ONNX)');
  });

  it('may be a file with a name of its own, whose scaling is then the family’s', async () => {
    const mine = file('model', 'vae', 'mine.safetensors');
    const { autoencoder, notices } = await openers.chosen(mine, 'sdxl');
    expect(autoencoder.label).toBe(`sdxl VAE of ${mine}`);
    expect(notices).toEqual([expect.stringMatching(/mine\.safetensors does not say .* that of SDXL/)]);
    file('model', 'vae', 'diffusion_pytorch_model.safetensors');
    expect(await choose(mine)).toBe(`sd VAE of ${mine}`);
  });

  it('that is none of these is refused with what would do', async () => {
    await expect(choose(join(disk, 'nothing'))).rejects.toThrow('There is nothing at');
    await expect(choose(disk)).rejects.toThrow('There is no decoder in');
  });
});
