import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LatentFamily } from '../../catalog/latentFamily';
import type { Autoencoder } from '../autoencoder';
import type { Opened } from './candidate';
import type { Openers } from './findAutoencoders';
import { readOnnxAutoencoder, type TestDecode } from './onnxExports';
import { weightBytesOf } from './weightFiles';

/** What reads each kind of files, whoever provides it. */
export interface Readers {
  /** A folder with diffusers' `config.json` and safetensors. */
  readonly diffusers: (folder: string) => Promise<Autoencoder>;
  readonly embedded: (family: LatentFamily) => Autoencoder;
  readonly testDecode: TestDecode;
}

/** Opens what the search for autoencoders finds, and whatever a user may choose. */
export function openersOf({ diffusers, embedded, testDecode }: Readers): Openers {
  const openDiffusers = async (folder: string): Promise<Opened> => plain(await diffusers(folder));
  const openChosen = async (path: string, family: LatentFamily): Promise<Opened> => {
    const folder = await diffusersFolderAt(path);
    return folder === null ? readOnnxAutoencoder(path, family, testDecode) : openDiffusers(folder);
  };
  return { diffusers: openDiffusers, chosen: openChosen, embedded: (family) => plain(embedded(family)) };
}

function plain(autoencoder: Autoencoder): Opened {
  return { autoencoder, notices: [] };
}

/**
 * The folder with diffusers' weights that a chosen path means: itself, the `vae` of a whole model, or the one its file lies
 * in; null when it means none.
 * @throws Error with a sentence when there is nothing at the path, or weights without their configuration
 */
async function diffusersFolderAt(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Error(`There is nothing at ${path}. Correct the setting, or leave it at "auto".`);
  if (path.endsWith('.safetensors')) return folderOfWeights(path);
  if (!found.isDirectory()) return null;
  for (const folder of [path, join(path, 'vae')]) if ((await weightBytesOf(folder)) > 0) return folder;
  return null;
}

async function folderOfWeights(file: string): Promise<string> {
  const folder = dirname(file);
  if ((await weightBytesOf(folder)) > 0) return folder;
  throw new Error(
    `${file} has a name of its own, and only weights named as diffusers names them can be read. Choose a folder with config.json and diffusion_pytorch_model.safetensors; save_pretrained writes one.`,
  );
}
