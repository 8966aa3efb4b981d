/** VAEs as they lie on disks. Only the headers of weights are read; graphs point into the files. */
import { basename, dirname, join, sep } from 'node:path';
import type { LatentFamily } from '../../catalog/known/latentFamily';
import type { Autoencoder } from '../shared/autoencoder';
import { readConfig } from './autoencoderConfig';
import { vaeInFile } from './singleFile';
import { toAutoencoder } from './toAutoencoder';
import { weightsIn } from './weightFolder';

/**
 * Diffusers' own autoencoder in a folder, `config.json` and safetensors.
 * @throws Error with a sentence when it is of another kind, incomplete or damaged
 */
export async function readDiffusers(folder: string): Promise<Autoencoder> {
  const [config, weights] = await Promise.all([readConfig(join(folder, 'config.json')), weightsIn(folder)]);
  return toAutoencoder(nameOf(folder), config, weights);
}

/**
 * A VAE in a file of its own, or in a checkpoint of a whole model.
 * @param family whose scaling its latents have; the file does not say
 * @throws Error with a sentence when it holds none, is incomplete or damaged
 */
export async function readVaeFile(file: string, family: LatentFamily): Promise<Autoencoder> {
  const { config, weights } = await vaeInFile(file, family);
  return toAutoencoder(basename(file), config, weights);
}

/** The model's id where the folder lies in a Hugging Face cache, else the folder's name, or its model's if it is just `vae`. */
function nameOf(folder: string): string {
  const repository = folder.split(sep).find((part) => part.startsWith('models--'));
  if (repository !== undefined) return repository.slice('models--'.length).replaceAll('--', '/');
  return basename(folder) === 'vae' ? `${basename(dirname(folder))}/vae` : basename(folder);
}
