import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { latentFormats, type LatentFamily } from '../../catalog/known/latentFamily';
import type { Autoencoder } from '../shared/autoencoder';
import type { Opened } from './candidate';
import type { Openers } from './findAutoencoders';
import { readOnnxAutoencoder, type TestDecode } from './onnxExports';
import { isWeights, weightBytesOf } from './weightFiles';

/** The readers of each kind of files. */
export interface Readers {
  /** A folder with diffusers' `config.json` and safetensors. */
  readonly diffusers: (folder: string) => Promise<Autoencoder>;
  /** A safetensors file with a name of its own. */
  readonly vaeFile: (file: string, family: LatentFamily) => Promise<Autoencoder>;
  readonly embedded: (family: LatentFamily) => Autoencoder;
  readonly testDecode: TestDecode;
}

/** Opens what the search for autoencoders finds, and whatever a user may choose. */
export function openersOf({ diffusers, vaeFile, embedded, testDecode }: Readers): Openers {
  const openDiffusers = async (folder: string): Promise<Opened> => plain(await diffusers(folder));
  const openChosen = async (path: string, family: LatentFamily): Promise<Opened> => {
    const folder = await diffusersFolderAt(path);
    if (folder !== null) return openDiffusers(folder);
    if (!path.endsWith('.safetensors')) return readOnnxAutoencoder(path, family, testDecode);
    const autoencoder = await vaeFile(path, family);
    return { autoencoder, notices: scalingNotice(path, family, autoencoder) };
  };
  return { diffusers: openDiffusers, chosen: openChosen, embedded: (family) => plain(embedded(family)) };
}

function plain(autoencoder: Autoencoder): Opened {
  return { autoencoder, notices: [] };
}

/** A tiny autoencoder's latents are not scaled, whatever the family. */
function scalingNotice(path: string, family: LatentFamily, { space: { scaling } }: Autoencoder): string[] {
  if (scaling !== latentFormats[family].scaling) return [];
  return [
    `${basename(path)} does not say how its latents are scaled, so the scaling is taken to be that of ${latentFormats[family].label} (${scaling}).`,
  ];
}

/**
 * The folder with diffusers' weights that a chosen path means: itself, the `vae` of a whole model, or the one its file lies
 * in; null when it means none.
 * @throws Error with a sentence when there is nothing at the path
 */
async function diffusersFolderAt(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new Error(`There is nothing at ${path}. Correct the setting, or leave it at "auto".`);
  const folders = found.isDirectory() ? [path, join(path, 'vae')] : isWeights(basename(path)) ? [dirname(path)] : [];
  for (const folder of folders) if ((await weightBytesOf(folder)) > 0) return folder;
  return null;
}
