import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Decoder, Latents, Picture } from '../../decode/shared/picture';
import { Channel } from './channel';
import { originOf, type Origin } from '../pictures/pictureCache';

/** A decoded picture with the name it was asked for by, and what decoded it. */
export interface NamedPicture<K> extends Origin {
  readonly name: K;
  readonly picture: Picture;
}

/**
 * Decodes latents one at a time in the order they come, so that whatever else is to be decoded need not wait for long.
 * @throws to the reader what the decoder throws
 */
export class SweepPictures<K> implements AsyncIterable<NamedPicture<K>> {
  readonly #made = new Channel<NamedPicture<K>>();
  readonly #waiting: { readonly name: K; readonly latents: Latents }[] = [];
  #working = false;
  #complete = false;

  constructor(
    private readonly decoder: Decoder,
    private readonly autoencoder: Autoencoder,
    private readonly signal?: AbortSignal,
  ) {}

  add(name: K, latents: Latents): void {
    this.#waiting.push({ name, latents });
    void this.#work();
  }

  /** No more will be added: reading ends with the last picture. */
  complete(): void {
    this.#complete = true;
    void this.#work();
  }

  [Symbol.asyncIterator](): AsyncIterator<NamedPicture<K>, void> {
    return this.#made[Symbol.asyncIterator]();
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
        this.signal?.throwIfAborted();
        const decoded = await this.decoder.decode(this.autoencoder, next.latents, this.signal);
        this.#made.push({ name: next.name, picture: decoded.pictures[0], ...originOf(decoded) });
      }
      if (this.#complete) this.#made.close();
    } catch (error) {
      this.#waiting.length = 0;
      this.#made.fail(error);
    }
    this.#working = false;
  }
}
