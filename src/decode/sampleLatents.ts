import { LRUCache } from 'lru-cache';
import type { Autoencoder, Network } from './shared/autoencoder';
import { embeddedAutoencoder, sampleSide } from './embedded';
import { DecodeError } from './shared/errors';
import { familyOf, toModelSpace } from './shared/latentSpace';
import { sampleKey, type Latents, type SamplePicture } from './shared/picture';
import { Shared } from './sharedWork';

/** An encoder and what its pictures are like. */
export type WithEncoder = Autoencoder & { readonly encoder: Network };

/** Runs an encoder on a sample shrunk to `size` × `size` pixels: latents in the encoder's own space. */
export type EncodeSample = (
  autoencoder: WithEncoder,
  sample: SamplePicture,
  size: number,
  signal: AbortSignal,
) => Promise<Latents>;

/** Latents of sample pictures kept: at 512 pixels and 16 channels one takes 256 KB. */
const maxKept = 24;

/** The latents of sample pictures, each encoded once. */
export class SampleLatents {
  readonly #kept = new LRUCache<string, Shared<Latents>>({ max: maxKept });

  constructor(private readonly encode: EncodeSample) {}

  /**
   * Latents in model space. An autoencoder without an encoder borrows the one that ships for its family: model space is the
   * family's.
   * @throws DecodeError, or the signal's reason
   */
  async of(autoencoder: Autoencoder, sample: SamplePicture, size: number, signal?: AbortSignal): Promise<Latents> {
    const key = `${autoencoder.key} ${sampleKey(sample)} ${size}`;
    const known = this.#kept.get(key);
    const encoder = withEncoder(autoencoder);
    const latents =
      known?.abandoned === false ? known : new Shared((given) => this.#encode(encoder, sample, size, given));
    this.#kept.set(key, latents);
    try {
      return await latents.join(signal);
    } catch (error) {
      if (error !== signal?.reason && this.#kept.get(key) === latents) this.#kept.delete(key);
      throw error;
    }
  }

  async #encode(autoencoder: WithEncoder, sample: SamplePicture, size: number, signal: AbortSignal): Promise<Latents> {
    const { space, label } = autoencoder;
    if (!Number.isInteger(size / space.downscale) || size < space.downscale || size > sampleSide)
      throw new DecodeError(
        'input',
        `Sample pictures for the ${label} come in multiples of ${space.downscale} pixels up to ${sampleSide}, not ${size}.`,
      );
    return toModelSpace(await this.encode(autoencoder, sample, size, signal), space);
  }
}

function withEncoder(autoencoder: Autoencoder): WithEncoder {
  const { encoder } = autoencoder;
  if (encoder !== null) return { ...autoencoder, encoder };
  const family = familyOf(autoencoder);
  const lender = family && embeddedAutoencoder(family);
  if (!lender?.encoder)
    throw new DecodeError(
      'model',
      `${autoencoder.label} has no encoder, so the sample picture has no latents in its space. Choose an autoencoder with one.`,
    );
  return { ...lender, encoder: lender.encoder };
}
