import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Decoded, Progress, SamplePicture } from '../../decode/shared/picture';
import { originOf, type PictureCache, type StepPicture } from './pictureCache';

/** What must be equal for steps to be decoded in one batch. */
export interface Scene {
  readonly autoencoder: Autoencoder;
  readonly sample: SamplePicture;
  /** Side of the pictures in pixels. */
  readonly size: number;
}

/** Identity of a scene's content. */
export function sceneKey({ autoencoder, sample, size }: Scene): string {
  return JSON.stringify([autoencoder.key, sample, size]);
}

/** A step as far as its picture goes: how much of the sample and of the noise it holds, and the key of its content. */
export interface Mix {
  readonly key: string;
  readonly signal: number;
  readonly noise: number;
}

/** A request for the pictures of some steps. It keeps what it has received, so that a full cache cannot starve it. */
export class PictureRequest {
  readonly promise: Promise<Decoded>;
  readonly #found = new Map<string, StepPicture>();
  #milliseconds = 0;
  #settled = false;
  #settle: { resolve(decoded: Decoded): void; reject(error: unknown): void };

  constructor(
    readonly scene: Scene,
    readonly mixes: readonly Mix[],
    private readonly signal: AbortSignal | undefined,
    private readonly progress: Progress | undefined,
  ) {
    this.#settle = { resolve: () => undefined, reject: () => undefined };
    this.promise = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    if (signal?.aborted === true) this.reject(signal.reason);
    else signal?.addEventListener('abort', this.#abort, { once: true });
  }

  /** Answered, refused or no longer wanted. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Steps without a picture yet, each content once, in the order they were asked for. */
  get missing(): readonly Mix[] {
    return [...new Map(this.mixes.map((mix) => [mix.key, mix])).values()].filter(({ key }) => !this.#found.has(key));
  }

  /** Whether it still waits for one of these. */
  wants(keys: ReadonlySet<string>): boolean {
    return !this.#settled && this.missing.some(({ key }) => keys.has(key));
  }

  /** Tells how far it is while a batch of so many of its missing steps is decoded. */
  tell(fraction: number, batch: number, words: string): void {
    const found = this.#found.size;
    if (!this.#settled) this.progress?.((found + fraction * batch) / (found + this.missing.length), words);
  }

  /** Takes what the cache has, and answers when that was the last of it. */
  collect(cache: PictureCache): void {
    for (const { key } of this.missing) {
      const picture = cache.get(key);
      if (picture) this.#found.set(key, picture);
    }
    if (!this.#settled && this.missing.length === 0) this.#resolve();
  }

  /** Takes a batch that was decoded for this request. */
  receive(pictures: ReadonlyMap<string, StepPicture>, milliseconds: number): void {
    for (const [key, picture] of pictures) this.#found.set(key, picture);
    this.#milliseconds += milliseconds;
  }

  reject(error: unknown): void {
    this.#finish();
    this.#settle.reject(error);
  }

  #resolve(): void {
    this.#finish();
    const found = this.mixes.flatMap(({ key }) => this.#found.get(key) ?? []);
    this.#settle.resolve(together(found, this.#milliseconds));
  }

  readonly #abort = (): void => this.reject(this.signal?.reason);

  #finish(): void {
    this.#settled = true;
    this.signal?.removeEventListener('abort', this.#abort);
  }
}

/** Pictures of one scene as one answer; the last one tells what decodes now. */
export function together(found: readonly StepPicture[], milliseconds: number): Decoded {
  const pictures = found.map(({ picture }) => picture);
  const last = found.at(-1) ?? { provider: '', whyNotBetter: null, decoder: '' };
  return { ...originOf(last), pictures, milliseconds };
}
