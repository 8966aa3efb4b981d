import type { Decoded, Picture } from '../decode/picture';

/** A decoded step, and what decoded it. */
export interface StepPicture extends Omit<Decoded, 'pictures' | 'milliseconds'> {
  readonly picture: Picture;
}

/** Pictures by content key, the least recently used dropped first once their bytes exceed the bound. */
export class PictureCache {
  readonly #pictures = new Map<string, StepPicture>();
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): StepPicture | undefined {
    const found = this.#pictures.get(key);
    if (found) {
      this.#pictures.delete(key);
      this.#pictures.set(key, found);
    }
    return found;
  }

  set(key: string, picture: StepPicture): void {
    this.#delete(key);
    this.#pictures.set(key, picture);
    this.#bytes += picture.picture.rgb.byteLength;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.maxBytes) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#pictures.get(key)?.picture.rgb.byteLength ?? 0;
    this.#pictures.delete(key);
  }
}
