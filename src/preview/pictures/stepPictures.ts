import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Decoded, Decoder, Latents, Progress, SamplePicture } from '../../decode/shared/picture';
import type { PictureStore } from '../../decode/storage/storedPicture';
import type { Schedule } from '../../schedulers/definition/schedule';
import { randn } from '../noise/noise';
import { noisedSample } from '../noise/noisedSample';
import { originOf, PictureCache, type StepPicture } from './pictureCache';
import { decodedSize } from './pictureSize';
import { PictureRequest, sceneKey, together, type Mix, type Scene } from './pictureRequest';

export interface StepPicturesOptions {
  /** The picture that is noised, asked anew at every request; the cat when absent. */
  readonly sample?: () => SamplePicture;
  /** Seed of the noise ε, the same for all steps; 0 when absent. */
  readonly seed?: number;
  /** Bound on the bytes of all kept pictures; 64 MB when absent: 80 at 512 pixels, 1,300 at 128. */
  readonly maxBytes?: number;
  /** Where pictures are kept from one session to the next. */
  readonly store?: PictureStore;
  /** Milliseconds after which an abandoned batch is given up; 400 when absent. */
  readonly unwantedMilliseconds?: number;
}

const defaultMaxBytes = 64 * 2 ** 20;

/** A batch takes about as long as a look: six pictures of 256 pixels, and never more than eight. */
const batchPixels = 6 * 256 ** 2;
const maxBatch = 8;

function batchSize(side: number): number {
  return Math.max(1, Math.min(maxBatch, Math.floor(batchPixels / side ** 2)));
}

/**
 * Pictures of a schedule's steps: the sample noised to x_t = signal·x0 + noise·ε, decoded as the model is given it, that
 * is after `scale_model_input`. So the same share of noise looks the same in every class, and a σ of 14 does not drown in
 * the decoder's limits. Kept by content, so an edit that leaves a step's numbers alone leaves its picture alone. The newest
 * request goes first, its steps in the order asked; what is no longer wanted is not begun.
 */
export class StepPictures {
  readonly #cache: PictureCache;
  readonly #sample: () => SamplePicture;
  readonly #seed: number;
  #requests: PictureRequest[] = [];
  readonly #working = new Set<string>();
  readonly #patience: number;
  readonly #store: PictureStore | null;
  #noise: Float32Array = new Float32Array();

  constructor(
    private readonly decoder: Decoder,
    options: StepPicturesOptions = {},
  ) {
    this.#cache = new PictureCache(options.maxBytes ?? defaultMaxBytes);
    this.#sample = options.sample ?? (() => 'cat');
    this.#seed = options.seed ?? 0;
    this.#store = options.store ?? null;
    this.#patience = options.unwantedMilliseconds ?? 400;
  }

  /** The pictures of these steps if all of them are at hand, without waiting for anything. */
  cached(schedule: Schedule, autoencoder: Autoencoder, steps: readonly number[], size: number): Decoded | undefined {
    const scene = this.#scene(autoencoder, size);
    const found = this.#mixes(schedule, scene, steps).flatMap(({ key }) => this.#cache.get(key) ?? []);
    return found.length === steps.length && steps.length > 0 ? together(found, 0) : undefined;
  }

  /**
   * The pictures of these steps, in their order.
   * @param autoencoder what decodes, and encodes the sample
   * @param steps indices into the schedule's steps
   * @param size side of the pictures in pixels; they are smaller with an autoencoder that enlarges less than usual
   * @throws RangeError for a step the schedule does not have; whatever the decoder throws; the signal's reason
   */
  async pictures(
    schedule: Schedule,
    autoencoder: Autoencoder,
    steps: readonly number[],
    size: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Decoded> {
    const scene = this.#scene(autoencoder, size);
    const request = new PictureRequest(scene, this.#mixes(schedule, scene, steps), signal, progress);
    request.collect(this.#cache);
    this.#requests.push(request);
    void this.#work(autoencoder.key);
    return request.promise;
  }

  #scene(autoencoder: Autoencoder, size: number): Scene {
    return { autoencoder, sample: this.#sample(), size: decodedSize(size, autoencoder.space) };
  }

  #mixes({ steps: all }: Schedule, scene: Scene, steps: readonly number[]): Mix[] {
    const place = `${sceneKey(scene)} ${this.#seed}`;
    return steps.map((step) => {
      if (!Number.isInteger(step) || step < 0 || step >= all.count)
        throw new RangeError(`There is no step ${step}: the schedule has ${all.count}.`);
      const scale = all.inputScale[step];
      const [signal, noise] = [scale * all.signal[step], scale * all.noise[step]];
      return { key: `${place} ${signal} ${noise}`, signal, noise };
    });
  }

  /** One batch after the other for each autoencoder; a quick one does not wait for a slow one. */
  async #work(autoencoder: string): Promise<void> {
    if (this.#working.has(autoencoder)) return;
    this.#working.add(autoencoder);
    for (let next = this.#newest(autoencoder); next; next = this.#newest(autoencoder)) await this.#advance(next);
    this.#working.delete(autoencoder);
  }

  #newest(autoencoder: string): PictureRequest | undefined {
    for (const request of this.#requests) request.collect(this.#cache);
    this.#requests = this.#requests.filter(({ settled }) => !settled);
    return this.#requests.findLast(({ scene }) => scene.autoencoder.key === autoencoder);
  }

  /** One batch for a request: what is stored of it is read, the rest decoded. */
  async #advance(request: PictureRequest): Promise<void> {
    const batch = request.missing.slice(0, batchSize(request.scene.size));
    const wanted = this.#whileWanted(batch);
    try {
      const stored = await this.#stored(batch);
      request.receive(stored, 0);
      const rest = batch.filter(({ key }) => !stored.has(key));
      if (rest.length > 0) await this.#make(request, rest, wanted.signal);
    } catch (error) {
      request.reject(error);
    } finally {
      wanted.stop();
    }
  }

  async #stored(batch: readonly Mix[]): Promise<ReadonlyMap<string, StepPicture>> {
    const found = await Promise.all(batch.map(async ({ key }) => [key, await this.#store?.get(key)] as const));
    const pictures = new Map(found.flatMap(([key, picture]) => (picture ? [[key, picture] as const] : [])));
    for (const [key, picture] of pictures) this.#cache.set(key, picture);
    return pictures;
  }

  async #make(request: PictureRequest, batch: readonly Mix[], signal: AbortSignal): Promise<void> {
    const decoded = await this.#decode(request, batch, signal);
    const origin = originOf(decoded);
    const made = new Map(
      batch.map(({ key }, i): [string, StepPicture] => [key, { ...origin, picture: decoded.pictures[i] }]),
    );
    for (const [key, picture] of made) {
      this.#cache.set(key, picture);
      if (picture.whyStandIn === undefined) this.#store?.set(key, picture);
    }
    request.receive(made, decoded.milliseconds);
  }

  /** Aborts a batch that has been abandoned for a while: until then it is finished, and its pictures are kept. */
  #whileWanted(batch: readonly Mix[]): { readonly signal: AbortSignal; stop(): void } {
    const keys = new Set(batch.map(({ key }) => key));
    const controller = new AbortController();
    let unwantedSince: number | null = null;
    const look = setInterval(() => {
      const isWanted = this.#requests.some((request) => request.wants(keys));
      unwantedSince = isWanted ? null : (unwantedSince ?? Date.now());
      if (unwantedSince !== null && Date.now() - unwantedSince >= this.#patience)
        controller.abort(new Error('These pictures are no longer asked for.'));
    }, this.#patience / 4);
    return { signal: controller.signal, stop: () => clearInterval(look) };
  }

  async #decode(request: PictureRequest, batch: readonly Mix[], signal: AbortSignal): Promise<Decoded> {
    const { scene } = request;
    const tell: Progress = (fraction, words) => request.tell(fraction, batch.length, words);
    const latents = await this.#latents(scene, batch, signal, (_, words) => tell(0, words));
    return this.decoder.decode(scene.autoencoder, latents, signal, tell);
  }

  async #latents(
    { autoencoder, sample, size }: Scene,
    batch: readonly Mix[],
    signal: AbortSignal,
    progress: Progress,
  ): Promise<Latents> {
    const clean = await this.decoder.sampleLatents(autoencoder, sample, size, signal, progress);
    const count = clean.data.length;
    if (this.#noise.length !== count) this.#noise = randn(this.#seed, count);
    const data = new Float32Array(count * batch.length);
    for (const [i, { signal, noise }] of batch.entries())
      data.set(noisedSample(clean.data, this.#noise, signal, noise), i * count);
    const [, channels, height, width] = clean.shape;
    return { data, shape: [batch.length, channels, height, width] };
  }
}
