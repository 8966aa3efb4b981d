/** Failures of decode processes, models and GPUs: each is explained, and pictures are decoded in the next best way. */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Autoencoder } from '../../src/decode/shared/autoencoder';
import { DecodeClient, type DecodeClientOptions } from '../../src/decode/client';
import { embeddedAutoencoder } from '../../src/decode/embedded';
import { readDiffusers } from '../../src/decode/graph/readDiffusers';
import { openersWith } from '../../src/decode/open';
import type { Latents } from '../../src/decode/shared/picture';
import { buildDecodeProcess, modelsFolder } from './build';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const goldens = join(import.meta.dirname, 'graph', 'goldens');
const weightsName = 'diffusion_pytorch_model.safetensors';

let processFile: string;
let client: DecodeClient;
let disk: string;

function connect(options: Partial<DecodeClientOptions> = {}): DecodeClient {
  return new DecodeClient({ processFile, modelsFolder, provider: 'cpu', log: () => undefined, ...options });
}

beforeAll(async () => {
  processFile = await buildDecodeProcess('failures');
  client = connect();
});

afterAll(() => client.dispose());

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'sigmascope-failures-'));
  return () => rmSync(disk, { recursive: true, force: true });
});

const latents = (side: number, channels = 4): Latents => ({
  data: Float32Array.from({ length: channels * side * side }, (_, i) => Math.sin(i)),
  shape: [1, channels, side, side],
});

/** A user's own model in a folder of its own, whose latents are those of SD. */
async function own(golden: string): Promise<{ autoencoder: Autoencoder; weights: string; folder: string }> {
  const folder = join(disk, golden);
  cpSync(join(goldens, golden), folder, { recursive: true });
  const autoencoder: Autoencoder = { ...(await readDiffusers(folder)), family: 'sd' };
  return { autoencoder, weights: join(folder, weightsName), folder };
}

const bytesOf = ({ rgb }: { rgb: Uint8Array }): Buffer => Buffer.from(rgb);

describe('a process killed in the middle of a decode, a hundred times', () => {
  it('answers every request, and rightly', async () => {
    const victim = connect();
    const sd = embeddedAutoencoder('sd');
    const right = bytesOf((await victim.decode(sd, latents(32))).pictures[0]);
    let kills = 0;
    while (kills < 100) {
      const decoding = victim.decode(sd, latents(32));
      const strike = setTimeout(() => {
        const pid = victim.pids.cpu;
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
        kills++;
      }, kills % 20);
      const { pictures, whyStandIn } = await decoding;
      clearTimeout(strike);
      expect(whyStandIn).toBeUndefined();
      expect(bytesOf(pictures[0]).equals(right)).toBe(true);
    }
    victim.dispose();
    // A hundred processes are started, on a busy machine within some minutes.
  }, 600_000);
});

describe('a damaged model', () => {
  it('whose weights are cut off is refused when it is opened, with the sentence that says so', async () => {
    const { weights, folder } = await own('tiny4');
    truncateSync(weights, statSync(weights).size - 100);
    await expect(readDiffusers(folder)).rejects.toThrow(weightsName);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167) % 256))],
    ['a page that a proxy sent', Buffer.from('<html><body>404 Not Found</body></html>')],
  ])('whose weights are %s is refused when it is opened', async (_, bytes) => {
    const { weights, folder } = await own('tiny4');
    writeFileSync(weights, bytes);
    await expect(readDiffusers(folder)).rejects.toThrow(weightsName);
  });

  it.each([
    ['half of it', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ['nothing', () => Buffer.alloc(0)],
    ['noise', (whole: Buffer) => whole.map((byte, i) => byte ^ (i * 89))],
  ])('of which ONNX Runtime gets %s is refused, and named', async (_, damage) => {
    const file = join(disk, 'vae_decoder.onnx');
    writeFileSync(file, damage(readFileSync(join(modelsFolder, 'sd1-tiny-decoder.onnx'))));
    await expect(openersWith(client).chosen(file, 'sd')).rejects.toThrow(/vae_decoder\.onnx could not be loaded/);
  });
});

describe('a file that changes under an open session', () => {
  const changes: [string, RegExp, (file: string) => void][] = [
    ['is shortened', /was shortened from \d+ to 1000 bytes/, (file) => truncateSync(file, 1000)],
    [
      'is written over',
      /was changed after it was opened/,
      (file) => writeFileSync(file, readFileSync(file).fill(7, 9000)),
    ],
    ['is touched', /was changed after it was opened/, (file) => utimesSync(file, 7, 7)],
    ['is removed', /is no longer there/, (file) => rmSync(file)],
  ];

  it.each(changes)('and %s: no wrong pictures, but those of the stand-in, and why', async (_, sentence, change) => {
    const { autoencoder, weights } = await own('tiny4');
    expect(await client.decode(autoencoder, latents(8))).not.toHaveProperty('whyStandIn');
    change(weights);
    const decoded = await client.decode(autoencoder, latents(8));
    expect(decoded.whyStandIn).toMatch(sentence);
    expect(decoded.decoder).toBe(embeddedAutoencoder('sd').label);
    const standIn = await client.decode(embeddedAutoencoder('sd'), latents(8));
    expect(bytesOf(decoded.pictures[0]).equals(bytesOf(standIn.pictures[0]))).toBe(true);
  });

  it('is decoded with again once it was opened anew', async () => {
    const { autoencoder, weights, folder } = await own('tiny4');
    await client.decode(autoencoder, latents(8));
    utimesSync(weights, 7, 7);
    expect(await client.decode(autoencoder, latents(8))).toHaveProperty('whyStandIn');
    const anew: Autoencoder = { ...(await readDiffusers(folder)), family: 'sd' };
    expect(anew.key).not.toBe(autoencoder.key);
    expect(await client.decode(anew, latents(8))).not.toHaveProperty('whyStandIn');
  });

  it('is also noticed between two pictures of an encoder', async () => {
    const { autoencoder, weights } = await own('tiny4');
    truncateSync(weights, 1000);
    const encoded = await client.sampleLatents(autoencoder, 'cat', 64);
    expect(encoded).toEqual(await client.sampleLatents(embeddedAutoencoder('sd'), 'cat', 64));
  });
});

describe('memory', () => {
  it('beyond the limit is refused with the amount and the remedies, and the stand-in decodes', async () => {
    const { autoencoder } = await own('tiny4');
    const hungry = { ...autoencoder, memory: { fixed: 50e9, perPixel: 1 } };
    const small = connect({ memoryLimit: 2e9 });
    const { whyStandIn, pictures } = await small.decode(hungry, latents(8));
    expect(whyStandIn).toMatch(/takes about 50\.0 GB of memory, and 2\.0 GB may be used\. Choose a smaller picture/);
    expect(pictures).toHaveLength(1);
    small.dispose();
  });
});

describe('a GPU', () => {
  it('that does not exist is named in the reason, and the CPU decodes', async () => {
    for (const name of ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES']) vi.stubEnv(name, '/nowhere');
    const storageFolder = join(disk, 'storage');
    const bare = connect({ provider: 'webgpu', storageFolder });
    const { provider, whyNotBetter, pictures } = await bare.decode(embeddedAutoencoder('sd'), latents(8));
    expect([provider, whyNotBetter, pictures.length]).toEqual(['cpu', 'There is no GPU here that WebGPU can use.', 1]);
    bare.dispose();
    vi.unstubAllEnvs();
  });
});

it('two windows at once decode with one storage folder and one model', async () => {
  const { autoencoder } = await own('kl4_fp16');
  const storageFolder = join(disk, 'storage');
  const windows = [connect({ storageFolder }), connect({ storageFolder })];
  const all = await Promise.all(windows.map(async (one) => one.decode(autoencoder, latents(8))));
  expect(bytesOf(all[0].pictures[0]).equals(bytesOf(all[1].pictures[0]))).toBe(true);
  for (const one of windows) one.dispose();
});
