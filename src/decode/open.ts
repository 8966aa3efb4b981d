import type { DecodeClient } from './client';
import { embeddedAutoencoder } from './embedded';
import type { Openers } from './find/findAutoencoders';
import { openersOf } from './find/openers';

/** Opens every kind of autoencoder that there is, with a client to try ONNX exports on. */
export function openersWith(client: Pick<DecodeClient, 'run'>): Openers {
  return openersOf({
    diffusers: async (folder) => (await import('./graph/readDiffusers')).readDiffusers(folder),
    vaeFile: async (file, family) => (await import('./graph/readDiffusers')).readVaeFile(file, family),
    embedded: embeddedAutoencoder,
    testDecode: async (path, latents) => (await client.run({ kind: 'file', path }, latents)).output,
  });
}
