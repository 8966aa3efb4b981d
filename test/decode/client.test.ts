import { decode as decodeJpeg } from 'jpeg-js';
import { cpSync, mkdtempSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { latentFamilies, latentFormats } from '../../src/catalog/known/latentFamily';
import { DecodeClient, type DecodeClientOptions } from '../../src/decode/client';
import { embeddedAutoencoder, linearAutoencoder } from '../../src/decode/embedded';
import type { Latents, Picture } from '../../src/decode/shared/picture';
import { buildDecodeProcess, buildDecodeProcessWithoutRuntime, modelsFolder } from './build';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let processFile: string;
let client: DecodeClient;

function connect(options: Partial<DecodeClientOptions> = {}): DecodeClient {
  return new DecodeClient({ processFile, modelsFolder, provider: 'cpu', log: () => undefined, ...options });
}

beforeAll(async () => {
  processFile = await buildDecodeProcess('client');
  client = connect();
});

afterAll(() => client.dispose());

const [sd, flux] = [embeddedAutoencoder('sd'), embeddedAutoencoder('flux')];

/** Peak signal-to-noise ratio between a picture and a sample's JPEG, away from the rim, in dB. */
function likeness({ width, height, rgb }: Picture, sample: string): number {
  const original = decodeJpeg(readFileSync(join(modelsFolder, `samples/${sample}.jpg`)), { formatAsRGBA: false });
  const rim = 8;
  let sum = 0;
  let count = 0;
  for (let y = rim; y < height - rim; y++)
    for (let i = (y * width + rim) * 3; i < (y * width + width - rim) * 3; i++, count++)
      sum += (rgb[i] - original.data[i]) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / count));
}

const zeros = (...shape: [number, number, number, number]): Latents => ({
  data: new Float32Array(shape.reduce((product, n) => product * n, 1)),
  shape,
});

describe('a sample picture', () => {
  it.each(latentFamilies)('comes back recognisably through the encoder and decoder of %s', async (family) => {
    const latents = await client.sampleLatents(embeddedAutoencoder(family), 'cat', 512);
    expect(latents.shape).toEqual([1, latentFormats[family].channels, 64, 64]);
    const { pictures, provider, whyNotBetter, decoder } = await client.decode(embeddedAutoencoder(family), latents);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ width: 512, height: 512 });
    expect(likeness(pictures[0], 'cat')).toBeGreaterThan(27);
    expect(provider).toBe('cpu');
    expect(whyNotBetter).toBe('The CPU was asked for.');
    expect(decoder).toMatch(
      family === 'sd' ? 'embedded preview decoder (SD 1/2)' : /^linear latent→RGB map \(.*colours only$/,
    );
  });

  it.each(['coffee', 'astronaut'] as const)('%s is as good as its card says', async (sample) => {
    const { pictures } = await client.decode(sd, await client.sampleLatents(sd, sample, 512));
    expect(likeness(pictures[0], sample)).toBeGreaterThan(sample === 'coffee' ? 24 : 22);
  });

  it('is encoded at any multiple of eight pixels', async () => {
    expect((await client.sampleLatents(sd, 'cat', 8)).shape).toEqual([1, 4, 1, 1]);
    expect((await client.sampleLatents(flux, 'cat', 200)).shape).toEqual([1, 16, 25, 25]);
  });

  it('is encoded once', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => client.sampleLatents(sd, 'coffee', 64)));
    expect(other).toBe(one);
  });

  it.each([0, 100, 520, 12.5])('is refused at %d pixels', async (size) => {
    await expect(client.sampleLatents(sd, 'cat', size)).rejects.toMatchObject({ fault: 'input' });
  });
});

describe('a batch', () => {
  it('gives the same pictures as one by one', async () => {
    const cat = await client.sampleLatents(sd, 'cat', 128);
    const coffee = await client.sampleLatents(sd, 'coffee', 128);
    const both = Float32Array.from([...cat.data, ...coffee.data]);
    const together = await client.decode(sd, { data: both, shape: [2, 4, 16, 16] });
    const apart = [await client.decode(sd, cat), await client.decode(sd, coffee)];
    expect(together.pictures.map(({ rgb }) => Buffer.from(rgb).toString('base64'))).toEqual(
      apart.map(({ pictures: [{ rgb }] }) => Buffer.from(rgb).toString('base64')),
    );
  });

  it('may be taller than wide', async () => {
    const { pictures } = await client.decode(sd, zeros(2, 4, 3, 2));
    expect(pictures.map(({ width, height, rgb }) => [width, height, rgb.length])).toEqual([
      [16, 24, 16 * 24 * 3],
      [16, 24, 16 * 24 * 3],
    ]);
  });

  it('of the wrong channels is refused in words', async () => {
    await expect(client.decode(sd, zeros(1, 16, 8, 8))).rejects.toThrow(
      "These latents have 16 channels, and the autoencoder's have 4: they are of different families.",
    );
  });

  it('whose numbers do not fill its shape is refused in words', async () => {
    const latents: Latents = { data: new Float32Array(5), shape: [1, 4, 8, 8] };
    await expect(client.decode(sd, latents)).rejects.toThrow('[1, 4, 8, 8] has 256 numbers, but 5 were given');
  });
});

describe('raw output', () => {
  it('is the floats that the bytes are made of', async () => {
    const latents = await client.sampleLatents(sd, 'cat', 64);
    const { output } = await client.run(sd.decoder, latents);
    const { pictures } = await client.decode(sd, latents);
    expect(output.shape).toEqual([1, 3, 64, 64]);
    const green = output.data[64 * 64 + 130];
    expect(Math.abs((green + 1) * 127.5 - pictures[0].rgb[130 * 3 + 1])).toBeLessThanOrEqual(0.5001);
  });
});

describe('a damaged installation', () => {
  it('without the model file says which is missing', async () => {
    const lost = connect({ modelsFolder: join(tmpdir(), 'nowhere') });
    await expect(lost.decode(sd, zeros(1, 4, 8, 8))).rejects.toThrow(/There is no model file .*sd1-tiny-decoder\.onnx/);
    lost.dispose();
  });

  it('with half a model file says so, and shows colours at least', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));
    cpSync(modelsFolder, folder, { recursive: true });
    truncateSync(join(folder, 'sd1-tiny-decoder.onnx'), 800_000);
    const damaged = connect({ modelsFolder: folder });
    expect(await damaged.decode(sd, zeros(1, 4, 8, 8))).toMatchObject({
      decoder: linearAutoencoder('sd').label,
      whyStandIn: expect.stringMatching(/sd1-tiny-decoder\.onnx could not be loaded/) as unknown,
    });
    expect(await damaged.decode(flux, zeros(1, 16, 8, 8))).not.toHaveProperty('whyStandIn');
    damaged.dispose();
  });

  it('without ONNX Runtime says so, shows colours, and starts no second process for it', async () => {
    const bare = connect({ processFile: await buildDecodeProcessWithoutRuntime() });
    for (let i = 0; i < 2; i++) {
      const latents = await bare.sampleLatents(sd, 'cat', 512);
      const decoded = await bare.decode(sd, latents);
      expect(decoded).toMatchObject({ provider: 'javascript', decoder: linearAutoencoder('sd').label });
      expect(decoded.whyStandIn).toMatch(/ONNX Runtime could not be loaded.*pictures show colours only/);
      expect(likeness(decoded.pictures[0], 'cat')).toBeGreaterThan(20);
    }
    expect(bare.pids.cpu).toBeUndefined();
    bare.dispose();
  });
});

describe('a process killed again and again', () => {
  it('loses no picture', async () => {
    const victim = connect();
    const expected = (await victim.decode(sd, zeros(1, 4, 16, 16))).pictures[0].rgb;
    const requests = Array.from({ length: 8 }, () => victim.decode(sd, zeros(1, 4, 16, 16)));
    const killed = new Set<number>();
    while (killed.size < 5) {
      const pid = victim.pids.cpu;
      if (pid !== undefined && !killed.has(pid)) process.kill(pid, 'SIGKILL');
      if (pid !== undefined) killed.add(pid);
      await new Promise((wait) => setTimeout(wait, 20));
    }
    const decoded = await Promise.all(requests);
    for (const { pictures } of decoded) expect(Buffer.compare(pictures[0].rgb, expected)).toBe(0);
    victim.dispose();
  });

  it('at any moment of its life answers all the same', async () => {
    const victim = connect();
    for (const delay of [0, 5, 30, 80, 150, 300, 600]) {
      const request = victim.decode(sd, zeros(1, 4, 32, 32));
      await new Promise((wait) => setTimeout(wait, delay));
      if (victim.pids.cpu !== undefined) process.kill(victim.pids.cpu, 'SIGKILL');
      expect((await request).pictures[0].width).toBe(256);
    }
    victim.dispose();
  });
});
