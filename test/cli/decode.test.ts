import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { decode as decodePng, encode as encodePng } from 'fast-png';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { buildCommandLine, modelsFolder } from '../decode/build';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));
let commandLine: string;

beforeAll(async () => {
  commandLine = await buildCommandLine('cli-decode');
});

interface Outcome {
  readonly status: number | null;
  readonly complaint: string;
  readonly line: unknown;
}

/** @param more arguments that may hold blanks */
function sigmascope(call: string, ...more: readonly string[]): Outcome {
  const args = [...call.split(' '), ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandLine, ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, complaint: stderr, line: stdout === '' ? null : JSON.parse(stdout) };
}

const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
const readFloats = (file: string): number[] =>
  Array.from(new Float32Array(new Uint8Array(readFileSync(join(folder, file))).buffer));
const write = (file: string, bytes: Uint8Array): void => writeFileSync(join(folder, file), bytes);

const latents = Array.from({ length: 4 * 6 }, (_, i) => Math.sin(i));

describe('decode', () => {
  beforeAll(() => write('z.f32', floats(...latents)));

  it('writes the image as floats and says how it went', () => {
    const { status, line } = sigmascope('decode --vae sd --latents z.f32 --shape 1,4,2,3 --provider cpu --out x.f32');
    const image = readFloats('x.f32');
    expect(status).toBe(0);
    expect(image).toHaveLength(3 * 16 * 24);
    expect(line).toMatchObject({
      provider: 'cpu',
      whyNotBetter: 'The CPU was asked for.',
      shape: [1, 3, 16, 24],
      minimum: Math.min(...image),
      maximum: Math.max(...image),
      vae: 'embedded preview decoder (SD 1/2)',
    });
  });

  it('writes the image as a PNG of the same pixels', () => {
    sigmascope('decode --vae sd1-tiny --latents z.f32 --shape 1,4,2,3 --provider cpu --out x.png');
    sigmascope('decode --vae sd --latents z.f32 --shape 1,4,2,3 --provider cpu --out x.f32');
    const { width, height, channels, data } = decodePng(readFileSync(join(folder, 'x.png')));
    expect([width, height, channels]).toEqual([24, 16, 3]);
    const image = readFloats('x.f32');
    for (const i of [0, 100, 383])
      expect(Math.abs((image[384 + i] + 1) * 127.5 - data[i * 3 + 1])).toBeLessThanOrEqual(0.5001);
  });

  it('takes what the VAE takes with --space raw', () => {
    write('raw.f32', floats(...latents.map((z) => Math.fround(z) / 0.18215)));
    sigmascope('decode --vae sd --latents z.f32 --shape 1,4,2,3 --provider cpu --out model.f32');
    sigmascope('decode --vae sd --latents raw.f32 --shape 1,4,2,3 --space raw --provider cpu --out raw-out.f32');
    const model = readFloats('model.f32');
    for (const [i, value] of readFloats('raw-out.f32').entries()) expect(value).toBeCloseTo(model[i], 4);
  });

  it('runs an ONNX file of the user’s', () => {
    const file = join(modelsFolder, 'sd1-tiny-decoder.onnx');
    const { line } = sigmascope('decode --latents z.f32 --shape 1,4,2,3 --provider cpu --out own.f32', '--vae', file);
    expect(line).toMatchObject({ vae: 'sd1-tiny-decoder.onnx (ONNX)', shape: [1, 3, 16, 24] });
  });

  it('answers with an error object when the model refuses', () => {
    const { status, line } = sigmascope('decode --vae flux --latents z.f32 --shape 1,4,2,3 --provider cpu --out x.f32');
    expect(status).toBe(1);
    expect(line).toEqual({
      error: {
        type: 'DecodeError',
        message: expect.stringContaining("have 4 channels, and the autoencoder's have 16") as unknown,
        where: 'input',
      },
    });
  });

  it.each([
    ['a missing option', '--vae sd --shape 1,4,2,3 --out x.f32', '--latents is missing'],
    ['an unknown option', '--vea sd', "Unknown option '--vea'"],
    ['a shape of three', '--vae sd --latents z.f32 --shape 4,2,3 --out x.f32', 'four positive integers'],
    ['a shape of another size', '--vae sd --latents z.f32 --shape 1,4,8,8 --out x.f32', 'z.f32 has 96 bytes'],
    ['a missing file', '--vae sd --latents no.f32 --shape 1,4,2,3 --out x.f32', 'no.f32 cannot be read'],
    ['an unknown VAE', '--vae sd9 --latents z.f32 --shape 1,4,2,3 --out x.f32', 'sd (sd1-tiny), sdxl'],
    ['an unknown ending', '--vae sd --latents z.f32 --shape 1,4,2,3 --out x.jpg', 'must end in .f32 or .png'],
    ['an unknown provider', '--vae sd --shape 1,4,2,3 --out x.f32 --provider rocm', 'auto, cpu, webgpu, cuda'],
  ])('explains %s', (_, args, complaint) => {
    const outcome = sigmascope(`decode ${args}`);
    expect(outcome.complaint).toContain(complaint);
    expect(outcome).toMatchObject({ status: 2, line: null });
  });
});

describe('a VAE that cannot be opened', () => {
  it.each([
    ['a folder without a decoder', '.', 'There is no decoder in'],
    ['half a model', 'half.onnx', 'half.onnx could not be loaded'],
  ])('is explained: %s', (_, vae, message) => {
    write('half.onnx', readFileSync(join(modelsFolder, 'sd1-tiny-decoder.onnx')).subarray(0, 500_000));
    write('z.f32', floats(...latents));
    const { status, line } = sigmascope(
      `decode --vae ${vae} --latents z.f32 --shape 1,4,2,3 --provider cpu --out x.f32`,
    );
    expect(status).toBe(1);
    expect(line).toMatchObject({ error: { where: 'model', message: expect.stringContaining(message) as unknown } });
  });
});

describe('encode', () => {
  const side = 16;
  const grey = new Uint8Array(side * side * 3).fill(200);

  it('reads PNGs of every kind alike', () => {
    const pixels = side * side;
    write('rgb.png', encodePng({ width: side, height: side, channels: 3, data: grey }));
    write('grey.png', encodePng({ width: side, height: side, channels: 1, data: new Uint8Array(pixels).fill(200) }));
    write(
      'deep.png',
      encodePng({ width: side, height: side, channels: 1, depth: 16, data: new Uint16Array(pixels).fill(200 * 257) }),
    );
    const rgba = Uint8Array.from({ length: pixels * 4 }, (_, i) => (i % 4 === 3 ? 7 : 200));
    write('rgba.png', encodePng({ width: side, height: side, channels: 4, data: rgba }));
    write('grey.f32', floats(...Array<number>(3 * pixels).fill(200 / 127.5 - 1)));
    const shape = ['--shape', `1,3,${side},${side}`];
    const latentsOf = (image: string): number[] => {
      sigmascope(
        'encode --vae sd --provider cpu --out e.f32',
        '--image',
        image,
        ...(image.endsWith('.f32') ? shape : []),
      );
      return readFloats('e.f32');
    };
    const expected = latentsOf('grey.f32');
    expect(expected).toHaveLength(4 * 2 * 2);
    for (const image of ['rgb.png', 'grey.png', 'deep.png', 'rgba.png'])
      for (const [i, z] of latentsOf(image).entries()) expect(z).toBeCloseTo(expected[i], 5);
  });

  it('gives what the VAE gives with --space raw', () => {
    write('rgb.png', encodePng({ width: side, height: side, channels: 3, data: grey }));
    const encode = (...more: string[]): number[] => {
      sigmascope('encode --vae sd3 --image rgb.png --provider cpu --out e.f32', ...more);
      return readFloats('e.f32');
    };
    const model = encode();
    for (const [i, z] of encode('--space', 'raw').entries()) expect(z).toBeCloseTo(model[i] / 1.5305 + 0.0609, 5);
  });

  it('explains a picture whose sides do not fit', () => {
    write('odd.png', encodePng({ width: 15, height: 16, channels: 3, data: grey.subarray(0, 15 * 16 * 3) }));
    expect(sigmascope('encode --vae sd --image odd.png --out e.f32').line).toMatchObject({
      error: { message: expect.stringMatching('15 × 16 pixels.*multiples of 8. Crop or resize it.') as unknown },
    });
  });

  it('finds the decoder that an ONNX encoder belongs to', () => {
    write('rgb.png', encodePng({ width: side, height: side, channels: 3, data: grey }));
    const file = join(modelsFolder, 'sd1-tiny-encoder.onnx');
    const { line } = sigmascope('encode --image rgb.png --provider cpu --out own.f32', '--vae', file);
    sigmascope('encode --vae sd --image rgb.png --provider cpu --out e.f32');
    expect(line).toMatchObject({ vae: 'sd1-tiny-decoder.onnx (ONNX)', shape: [1, 4, 2, 2] });
    expect(readFloats('own.f32')).toEqual(readFloats('e.f32'));
  });

  it('explains a file that is no PNG', () => {
    mkdirSync(join(folder, 'broken'), { recursive: true });
    write('broken/no.png', floats(1, 2, 3));
    expect(sigmascope('encode --vae sd --image broken/no.png --out e.f32').complaint).toContain('not a PNG');
  });
});
