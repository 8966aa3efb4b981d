import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DecodeClient, type DecodeClientOptions } from '../../../src/decode/client';
import { launchWithCuda } from '../../../src/decode/host/cuda';
import { embeddedAutoencoder } from '../../../src/decode/embedded';
import { buildDecodeProcess, modelsFolder } from '../build';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const disk = mkdtempSync(join(tmpdir(), 'sigmascope-cuda-'));
const storageFolder = join(disk, 'storage');
let processFile: string;

beforeAll(async () => {
  processFile = await buildDecodeProcess('cuda');
  mkdirSync(storageFolder);
});

afterAll(() => rmSync(disk, { recursive: true, force: true }));

/** Why a picture was not decoded with CUDA, and what the decode processes said. */
async function attempt(options: Partial<DecodeClientOptions>): Promise<{ why: string | null; said: string }> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const client = new DecodeClient({ processFile, modelsFolder, provider: 'cuda', log, ...options });
  try {
    const latents = { data: new Float32Array(4 * 16), shape: [1, 4, 4, 4] as const };
    const { provider, whyNotBetter } = await client.decode(embeddedAutoencoder('sd'), latents);
    expect(provider).toBe('cpu');
    return { why: whyNotBetter, said: lines.join('\n') };
  } finally {
    client.dispose();
  }
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('CUDA', () => {
  it('without libraries says what it needs and how to get it, and the CPU decodes', async () => {
    const { why } = await attempt({});
    expect(why).toMatch(/does not bring along\. Run "npm install onnxruntime-node".*sigmascope\.decode\.cudaFolder/);
  });

  it('is not found in a folder without it', async () => {
    const { why } = await attempt({ cudaFolder: disk, storageFolder });
    expect(why).toContain(`There is no libonnxruntime_providers_cuda.so in ${disk}.`);
  });

  it('is loaded from the user’s libraries, and says when they do not load', async () => {
    const cudaFolder = join(disk, 'capi');
    mkdirSync(cudaFolder);
    for (const name of ['shared', 'cuda']) writeFileSync(join(cudaFolder, `libonnxruntime_providers_${name}.so`), 'no');
    const { why, said } = await attempt({ cudaFolder, storageFolder });
    expect(why).toMatch(/^CUDA cannot be used here.*CUDA 12 and cuDNN 9/);
    expect(said).toMatch(/storage.*libonnxruntime_providers_shared\.so: file too short/);
    await attempt({ cudaFolder, storageFolder });
    expect(readdirSync(storageFolder).filter((name) => name.startsWith('cuda-'))).toHaveLength(1);
  });
});

it('CUDA and cuDNN that pip laid beside ONNX Runtime are found', () => {
  const packages = join(disk, 'site-packages');
  for (const name of ['cudnn', 'cublas']) mkdirSync(join(packages, 'nvidia', name, 'lib'), { recursive: true });
  const { environment } = launchWithCuda(join(packages, 'onnxruntime', 'capi'), storageFolder);
  for (const name of ['cudnn', 'cublas'])
    expect(environment.LD_LIBRARY_PATH).toContain(join(packages, 'nvidia', name, 'lib'));
});
