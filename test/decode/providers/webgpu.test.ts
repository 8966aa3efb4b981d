import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { latentFamilies, latentFormats } from '../../../src/catalog/known/latentFamily';
import { DecodeClient } from '../../../src/decode/client';
import { embeddedAutoencoder } from '../../../src/decode/embedded';
import { buildDecodeProcess, modelsFolder } from '../build';

/** Chromium's software Vulkan device and loader: slow, but a real WebGPU. */
const chromium = '/usr/lib/chromium';
const device = `${chromium}/vk_swiftshader_icd.json`;
const missing = existsSync(device) ? null : `chromium's software Vulkan device (${device}) is not installed`;

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

describe.skipIf(missing !== null)(
  `WebGPU on a software device${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let client: DecodeClient;

    beforeAll(async () => {
      vi.stubEnv('VK_ICD_FILENAMES', device);
      vi.stubEnv('VK_DRIVER_FILES', device);
      vi.stubEnv('LD_LIBRARY_PATH', chromium);
      vi.stubEnv('XDG_RUNTIME_DIR', process.env.XDG_RUNTIME_DIR ?? tmpdir());
      const processFile = await buildDecodeProcess('webgpu');
      const limits = { requestMilliseconds: 120_000 };
      client = new DecodeClient({ processFile, modelsFolder, provider: 'webgpu', log: () => undefined, limits });
    });

    afterAll(() => {
      client.dispose();
      vi.unstubAllEnvs();
    });

    it.each(latentFamilies)('decodes %s like the CPU', async (family) => {
      const { channels } = latentFormats[family];
      const data = Float32Array.from({ length: channels * 16 }, (_, i) => Math.cos(i));
      const decoded = await client.decode(embeddedAutoencoder(family), { data, shape: [1, channels, 4, 4] });
      expect(decoded.whyNotBetter).toBeNull();
      expect(decoded.provider).toBe('webgpu');
      expect(decoded.pictures[0]).toMatchObject({ width: 32, height: 32 });
    });
  },
);
