import { LRUCache } from 'lru-cache';
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

/** Pictures by content key, the least recently used dropped first once their bytes exceed the bound. */
export class PictureCache {
  readonly #pictures: LRUCache<string, StepPicture>;

  constructor(maxBytes: number) {
    this.#pictures = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ picture }) => picture.rgb.byteLength,
      perf: Date,
      ttlResolution: 0,
    });
  }

  get(key: string): StepPicture | undefined {
    return this.#pictures.get(key);
  }

  set(key: string, picture: StepPicture): void {
    this.#pictures.set(key, picture, picture.whyStandIn === undefined ? {} : { ttl: standInMilliseconds });
  }
}
