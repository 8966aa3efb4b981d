import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { latentFamilies, latentFormats, type LatentFamily } from '../catalog/known/latentFamily';
import type { Autoencoder, LatentSpace } from '../decode/shared/autoencoder';
import type { DecodeClient } from '../decode/client';
import { embeddedAutoencoder, embeddedAutoencoders } from '../decode/embedded';
import { DecodeError } from '../decode/shared/errors';
import { openersWith } from '../decode/open';
import { UsageError } from './output';

/** `model` is what the denoising loop holds, `raw` what diffusers' VAE takes. */
export const spaceNames = ['model', 'raw'] as const;
export type Space = (typeof spaceNames)[number];

/** What `--vae` names. */
export interface Vae {
  readonly autoencoder: Autoencoder;
  /** Each space that latents are given in, as model space, against what the networks take. */
  readonly spaces: Readonly<Record<Space, LatentSpace>>;
  /** What had to be assumed about it. */
  readonly notices: readonly string[];
}

/** A `--vae` that is there, not opened yet. */
export type VaeName = { readonly embedded: LatentFamily } | { readonly path: string; readonly family: LatentFamily };

const names = latentFamilies.map((family) => `${family} (${embeddedAutoencoders[family].name})`).join(', ');

/**
 * @param name a latent family, an embedded autoencoder, or the path of a folder or an ONNX file
 * @param family the latent space of a file that does not tell; SD's when absent
 * @throws UsageError when there is no such thing
 */
export function vaeNamed(name: string, family: string | undefined): VaeName {
  const embedded = latentFamilies.find((f) => f === name || embeddedAutoencoders[f].name === name);
  if (embedded !== undefined) return { embedded };
  const stat = statSync(name, { throwIfNoEntry: false });
  if (!stat || (stat.isFile() && !/\.(onnx|safetensors)$/.test(name)))
    throw new UsageError(`--vae ${name} is neither a folder, nor an ONNX or safetensors file, nor one of ${names}.`);
  return { path: resolve(name), family: family === undefined ? 'sd' : oneOf('--family', latentFamilies, family) };
}

/** @throws DecodeError with a sentence when it cannot be read */
export async function openVae(vae: VaeName, client: DecodeClient): Promise<Vae> {
  if ('embedded' in vae) return embeddedVae(vae.embedded);
  try {
    const opened = await openersWith(client).chosen(decoderBeside(vae.path), vae.family);
    const { space } = opened.autoencoder;
    return { ...opened, spaces: { model: space, raw: { ...space, ...same } } };
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    throw new DecodeError('model', error instanceof Error ? error.message : String(error));
  }
}

const same = { scaling: 1, shift: 0, mean: null, std: null };

/** The embedded networks take model space, so that raw latents are scaled on the way in. */
function embeddedVae(family: LatentFamily): Vae {
  const autoencoder = embeddedAutoencoder(family);
  const { scaling, shift } = latentFormats[family];
  const raw = { ...autoencoder.space, scaling: 1 / scaling, shift: -shift * scaling };
  return { autoencoder, spaces: { model: autoencoder.space, raw }, notices: [] };
}

/** An encoder's file names the autoencoder that it is half of. */
function decoderBeside(path: string): string {
  if (!path.endsWith('.onnx')) return path;
  const [folder, file] = [basename(dirname(path)), basename(path)].map((name) => name.replace('encoder', 'decoder'));
  const twin = join(dirname(dirname(path)), folder, file);
  return statSync(twin, { throwIfNoEntry: false })?.isFile() === true ? twin : path;
}

/** @throws UsageError when the value is not among the choices */
export function oneOf<T extends string>(option: string, choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not ${value}.`);
  return found;
}
