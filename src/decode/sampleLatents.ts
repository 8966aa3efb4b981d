import type { Autoencoder, Network } from './autoencoder';
import { embeddedAutoencoder, sampleSide } from './embedded';
import { DecodeError } from './errors';
import { familyOf, toModelSpace } from './latentSpace';
import { sampleKey, type Latents, type SamplePicture } from './picture';

/** An encoder and what its pictures are like. */
export interface Encoder {
  readonly network: Network;
  /** Black and white as it takes them. */
  readonly range: Autoencoder['range'];
}

export interface SampleLatentsOptions {
  /** Runs an encoder on a sample shrunk to `size` × `size` pixels: latents in the encoder's own space. */
  readonly encode: (encoder: Encoder, sample: SamplePicture, size: number) => Promise<Latents>;
}

/** Latents of sample pictures kept: at 512 pixels and 16 channels one takes 256 KB. */
const maxKept = 24;

/** The latents of sample pictures, each encoded once. */
export class SampleLatents {
  readonly #kept = new Map<string, Promise<Latents>>();

  constructor(private readonly options: SampleLatentsOptions) {}

  /**
   * Latents in model space. An autoencoder without an encoder borrows the one that ships for its family: model space is the
   * family's.
   * @throws DecodeError, or the signal's reason
   */
  async of(autoencoder: Autoencoder, sample: SamplePicture, size: number, signal?: AbortSignal): Promise<Latents> {
    const key = `${autoencoder.key} ${sampleKey(sample)} ${size}`;
    const latents = this.#kept.get(key) ?? this.#encode(withEncoder(autoencoder), sample, size);
    this.#kept.delete(key);
    this.#kept.set(key, latents);
    latents.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept) this.#kept.delete(oldest);
    return unlessAborted(latents, signal);
  }

  async #encode({ encoder, space, range, label }: WithEncoder, sample: SamplePicture, size: number): Promise<Latents> {
    const { downscale } = space;
    if (!Number.isInteger(size / downscale) || size < downscale || size > sampleSide)
      throw new DecodeError(
        'input',
        `Sample pictures for the ${label} come in multiples of ${downscale} pixels up to ${sampleSide}, not ${size}.`,
      );
    return toModelSpace(await this.options.encode({ network: encoder, range }, sample, size), space);
  }
}

type WithEncoder = Autoencoder & { readonly encoder: Network };

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

/** A shared promise as one of those who wait for it sees it. */
async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', abort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
