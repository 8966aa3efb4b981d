import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { latentFamilies, latentFormats, type LatentFormat } from '../catalog/latentFamily';
import type { Network } from '../decode/autoencoder';
import { embeddedAutoencoder, embeddedAutoencoders } from '../decode/embedded';
import { UsageError } from './output';

/** What `--vae` names. */
export interface Vae {
  readonly decoder: Network;
  readonly encoder: Network | null;
  /** In words, e.g. "embedded preview decoder (SD 1/2)". */
  readonly label: string;
  /** The latent space, which says how model space and raw space hang together; null when nothing tells. */
  readonly format: LatentFormat | null;
}

const names = latentFamilies.map((family) => `${family} (${embeddedAutoencoders[family].name})`).join(', ');

/**
 * @param name a latent family, an embedded autoencoder, or the path of an ONNX file
 * @param family the latent space of an ONNX file, where it matters
 */
export function vaeNamed(name: string, family: string | undefined): Vae {
  const embedded = latentFamilies.find((f) => f === name || embeddedAutoencoders[f].name === name);
  if (embedded !== undefined) return { ...embeddedAutoencoder(embedded), format: latentFormats[embedded] };
  const stat = statSync(name, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true)
    throw new UsageError(
      `${name} is a folder. VAEs are read as ONNX files so far: export the decoder or encoder to ONNX and name that file, or use one of ${names}.`,
    );
  if (stat === undefined || !name.endsWith('.onnx'))
    throw new UsageError(`--vae ${name} is neither an ONNX file nor one of ${names}.`);
  const file = { kind: 'file', path: resolve(name) } as const;
  return { decoder: file, encoder: file, label: name, format: formatOf(family) };
}

function formatOf(family: string | undefined): LatentFormat | null {
  return family === undefined ? null : latentFormats[oneOf('--family', latentFamilies, family)];
}

/** @throws UsageError when the value is not among the choices */
export function oneOf<T extends string>(option: string, choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not ${value}.`);
  return found;
}
