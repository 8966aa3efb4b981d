import type { Decoded } from '../../decode/shared/picture';
import type { KeptPicture } from '../../decode/storage/storedPicture';

/** What decoded a picture. */
export type Origin = Omit<Decoded, 'pictures' | 'milliseconds'>;

/** A decoded step, and what decoded it. */
export type StepPicture = KeptPicture;

/** What decoded, without the pictures. */
export function originOf({ provider, whyNotBetter, decoder, whyStandIn }: Origin): Origin {
  const origin = { provider, whyNotBetter, decoder };
  return whyStandIn === undefined ? origin : { ...origin, whyStandIn };
}

/** A stand-in's pictures are kept for so long; then the autoencoder that was asked for is tried again. */
const standInMilliseconds = 30_000;

interface Kept {
  readonly picture: StepPicture;
  readonly until: number;
}

/** Pictures by content key, the least recently used dropped first once their bytes exceed the bound. */
export class PictureCache {
  readonly #pictures = new Map<string, Kept>();
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): StepPicture | undefined {
    const found = this.#pictures.get(key);
    if (!found) return undefined;
    if (Date.now() >= found.until) {
      this.#delete(key);
      return undefined;
    }
    this.#pictures.delete(key);
    this.#pictures.set(key, found);
    return found.picture;
  }

  set(key: string, picture: StepPicture): void {
    this.#delete(key);
    const until = picture.whyStandIn === undefined ? Infinity : Date.now() + standInMilliseconds;
    this.#pictures.set(key, { picture, until });
    this.#bytes += picture.picture.rgb.byteLength;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.maxBytes) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.picture.picture.rgb.byteLength ?? 0;
    this.#pictures.delete(key);
  }
}
