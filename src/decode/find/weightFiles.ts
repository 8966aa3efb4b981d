import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Weights as diffusers names them, whole or one shard of several, with the variant before or after the shard's number.
 * Source: diffusers, utils/hub_utils.py (`_add_variant`).
 */
const name = /^diffusion_pytorch_model(?:\.(?<early>[\w-]+?))?(?:-\d{5}-of-\d{5})?(?:\.(?<late>[\w-]+))?\.safetensors$/;

/** Whether a file has a name that diffusers gives to weights, and so a configuration beside it. */
export function isWeights(file: string): boolean {
  return name.test(file);
}

/** Bytes of a diffusers folder's weights, of the largest variant when there are several; 0 when there are none. */
export async function weightBytesOf(folder: string): Promise<number> {
  const bytes = new Map<string, number>();
  for (const file of await readdir(folder).catch(() => [])) {
    const match = name.exec(file);
    if (!match) continue;
    const variant = match.groups?.early ?? match.groups?.late ?? '';
    const size = await stat(join(folder, file)).then(
      (found) => found.size,
      () => 0,
    );
    bytes.set(variant, (bytes.get(variant) ?? 0) + size);
  }
  return Math.max(0, ...bytes.values());
}
