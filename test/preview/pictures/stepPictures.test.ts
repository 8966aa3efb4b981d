import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Autoencoder } from '../../../src/decode/shared/autoencoder';
import {
  sampleKey,
  type Decoded,
  type Decoder,
  type Latents,
  type Progress,
  type SamplePicture,
} from '../../../src/decode/shared/picture';
import { randn } from '../../../src/preview/noise/noise';
import type { KeptPicture, PictureStore } from '../../../src/decode/storage/storedPicture';
import { StepPictures, type StepPicturesOptions } from '../../../src/preview/pictures/stepPictures';
import { autoencoder } from '../../decode/autoencoders';
import type { Schedule } from '../../../src/schedulers/definition/schedule';

/** A decoder whose pictures are one grey level, the first latent of each batch entry, and which waits to be let go. */
class SlowDecoder implements Decoder {
  readonly batches: Latents[] = [];
  readonly samples: string[] = [];
  readonly #waiting: (() => void)[] = [];
  failure: Error | null = null;
  abandoned = 0;
  standIn: string | null = null;

  constructor(private readonly held = false) {}

  sampleLatents({ key }: Autoencoder, sample: SamplePicture, size: number): Promise<Latents> {
    this.samples.push([key, sampleKey(sample), size].join(' '));
    const side = size / 8;
    return Promise.resolve({ data: new Float32Array(4 * side * side).fill(1), shape: [1, 4, side, side] });
  }

  async decode({ key }: Autoencoder, latents: Latents, signal?: AbortSignal, progress?: Progress): Promise<Decoded> {
    this.batches.push(latents);
    progress?.(0.5, `decoding with ${key}`);
    signal?.addEventListener('abort', () => this.abandoned++);
    if (this.held) await new Promise<void>((go) => this.#waiting.push(go));
    signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    const [batch, channels, height, width] = latents.shape;
    const pictures = Array.from({ length: batch }, (_, i) => ({
      width: width * 8,
      height: height * 8,
      rgb: new Uint8Array(width * height * 64 * 3).fill(latents.data[i * channels * height * width]),
    }));
    const origin = { provider: 'cpu', whyNotBetter: null, decoder: 'test decoder' };
    const whyStandIn = this.standIn;
    return { ...origin, ...(whyStandIn === null ? {} : { whyStandIn }), pictures, milliseconds: 1 };
  }

  /** Lets the decode that runs now finish, and the next one begin. */
  async release(): Promise<void> {
    await settled();
    this.#waiting.shift()?.();
    await settled();
  }
}

/** An autoencoder of which only the name matters here. */
const sd = autoencoder('sd');

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** A schedule whose steps hold only the sample, `levels` times over, so that a step's picture tells its level. */
function levels(signal: readonly number[], noise = signal.map(() => 0), inputScale = signal.map(() => 1)): Schedule {
  const none = new Float64Array(signal.length);
  return {
    className: 'TestScheduler',
    parametrisation: 've',
    config: {},
    call: {},
    before: {},
    after: {},
    training: { timesteps: none, sigmas: none, betas: null, alphasCumprod: null },
    steps: {
      count: signal.length,
      timesteps: none,
      sigmas: none,
      signal: Float64Array.from(signal),
      noise: Float64Array.from(noise),
      logSnr: none,
      alphasCumprod: none,
      betas: null,
      inputScale: Float64Array.from(inputScale),
    },
    finalSigma: 0,
    initNoiseSigma: { before: null, after: null },
    order: 1,
    modelEvaluations: signal.length,
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const levelsOf = ({ pictures }: Decoded): number[] => pictures.map(({ rgb }) => rgb[0]);
const begunLevels = ({ batches }: SlowDecoder): number[] =>
  batches.flatMap(({ data, shape: [n] }) => upTo(n).map((i) => data[(i * data.length) / n]));

describe('the pictures', () => {
  it('come in the order of the steps, with what decoded them', async () => {
    const pictures = new StepPictures(new SlowDecoder());
    const decoded = await pictures.pictures(levels([10, 20, 30]), sd, [2, 0, 2], 64);
    expect(levelsOf(decoded)).toEqual([30, 10, 30]);
    expect(decoded).toMatchObject({ provider: 'cpu', whyNotBetter: null, decoder: 'test decoder' });
  });

  it('are decoded as the model is given them: signal·x0 + noise·ε with torch’s ε, scaled by scale_model_input', async () => {
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder, { seed: 3 });
    await pictures.pictures(levels([0.5, 1], [14.6146, 2], [0.5, 1]), sd, [0, 1], 16);
    const epsilon = randn(3, 16);
    const expected = [...epsilon.map((e) => 0.25 + 7.3073 * e), ...epsilon.map((e) => 1 + 2 * e)];
    expect(decoder.batches).toEqual([{ data: Float32Array.from(expected), shape: [2, 4, 2, 2] }]);
  });

  it('show the sample picture that is chosen at the time', async () => {
    const decoder = new SlowDecoder();
    let sample: SamplePicture = 'cat';
    const pictures = new StepPictures(decoder, { sample: () => sample });
    await pictures.pictures(levels([1]), sd, [0], 64);
    sample = 'coffee';
    expect(pictures.cached(levels([1]), sd, [0], 64)).toBeUndefined();
    await pictures.pictures(levels([1]), sd, [0], 64);
    expect(decoder.samples).toEqual(['sd cat 64', 'sd coffee 64']);
  });

  it('refuse a step that the schedule does not have', async () => {
    const pictures = new StepPictures(new SlowDecoder());
    await expect(pictures.pictures(levels([1, 2]), sd, [2], 64)).rejects.toThrow(RangeError);
  });
});

describe('the cache', () => {
  it('has nothing before and everything after, and is not asked to wait', async () => {
    const pictures = new StepPictures(new SlowDecoder());
    expect(pictures.cached(levels([1, 2]), sd, [0, 1], 64)).toBeUndefined();
    await pictures.pictures(levels([1, 2]), sd, [0, 1], 64);
    expect(levelsOf(pictures.cached(levels([1, 2]), sd, [1], 64) ?? fail())).toEqual([2]);
    expect(pictures.cached(levels([1, 2]), sd, [0, 1], 128)).toBeUndefined();
  });

  it('goes by content: another schedule with the same step has the same picture', async () => {
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder);
    await pictures.pictures(levels([1, 2, 3]), sd, [0, 1, 2], 64);
    const decoded = await pictures.pictures(levels([9, 3, 2]), sd, [0, 1, 2], 64);
    expect(levelsOf(decoded)).toEqual([9, 3, 2]);
    expect(begunLevels(decoder)).toEqual([1, 2, 3, 9]);
  });

  it('holds no more than its bound, the longest unused going first', async () => {
    const twoPictures = 2 * 64 * 64 * 3;
    const pictures = new StepPictures(new SlowDecoder(), { maxBytes: twoPictures });
    const schedule = levels([1, 2, 3]);
    await pictures.pictures(schedule, sd, [0, 1], 64);
    pictures.cached(schedule, sd, [0], 64);
    await pictures.pictures(schedule, sd, [2], 64);
    expect([0, 1, 2].map((step) => pictures.cached(schedule, sd, [step], 64) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('does not starve a request that is larger than it', async () => {
    const pictures = new StepPictures(new SlowDecoder(), { maxBytes: 1 });
    const decoded = await pictures.pictures(levels(upTo(50)), sd, upTo(50), 64);
    expect(levelsOf(decoded)).toEqual(upTo(50));
  });
});

describe('a stand-in’s pictures', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('say why, and are kept only for a while', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder);
    decoder.standIn = 'The file was changed.';
    await pictures.pictures(levels([1]), sd, [0], 64);
    expect(pictures.cached(levels([1]), sd, [0], 64)).toMatchObject({ whyStandIn: 'The file was changed.' });
    vi.advanceTimersByTime(31_000);
    expect(pictures.cached(levels([1]), sd, [0], 64)).toBeUndefined();
    decoder.standIn = null;
    expect(await pictures.pictures(levels([1]), sd, [0], 64)).not.toHaveProperty('whyStandIn');
  });
});

describe('a store', () => {
  /** Pictures of earlier sessions. */
  class Store implements PictureStore {
    readonly pictures = new Map<string, KeptPicture>();
    get = (key: string): Promise<KeptPicture | undefined> => Promise.resolve(this.pictures.get(key));
    set = (key: string, picture: KeptPicture): void => void this.pictures.set(key, picture);
  }

  it('spares the next session the decoder, even for the sample', async () => {
    const store = new Store();
    await new StepPictures(new SlowDecoder(), { store }).pictures(levels([1, 2]), sd, [0, 1], 64);
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder, { store });
    expect(levelsOf(await pictures.pictures(levels([2, 1]), sd, [0, 1], 64))).toEqual([2, 1]);
    expect([decoder.samples, decoder.batches]).toEqual([[], []]);
  });

  it('that has some leaves the rest to the decoder', async () => {
    const store = new Store();
    await new StepPictures(new SlowDecoder(), { store }).pictures(levels([1, 3]), sd, [0, 1], 64);
    const decoder = new SlowDecoder();
    const decoded = await new StepPictures(decoder, { store }).pictures(levels(upTo(5)), sd, upTo(5), 64);
    expect(levelsOf(decoded)).toEqual(upTo(5));
    expect(begunLevels(decoder)).toEqual([0, 2, 4]);
  });

  it('tells autoencoders, seeds, samples and sizes apart', async () => {
    const store = new Store();
    const draw = (given: StepPicturesOptions, one = sd, size = 64): Promise<Decoded> =>
      new StepPictures(new SlowDecoder(), { store, ...given }).pictures(levels([1]), one, [0], size);
    await draw({});
    await draw({ seed: 1 });
    await draw({ sample: () => 'coffee' });
    await draw({}, autoencoder('other'));
    await draw({}, sd, 128);
    expect(store.pictures.size).toBe(5);
  });

  it('does not get a stand-in’s pictures', async () => {
    const store = new Store();
    const decoder = new SlowDecoder();
    decoder.standIn = 'The file was changed.';
    await new StepPictures(decoder, { store }).pictures(levels([1]), sd, [0], 64);
    expect(store.pictures.size).toBe(0);
  });
});

describe('panning', () => {
  it('over fifty steps decodes what was under way and what is looked at last, and nothing between', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder);
    const schedule = levels(upTo(50));
    let controller = new AbortController();
    let last: Promise<Decoded> | null = null;
    for (const step of upTo(50)) {
      controller.abort(new Error('panned on'));
      controller = new AbortController();
      last = pictures.pictures(schedule, sd, [step], 512, controller.signal);
      last.catch(() => undefined);
      await settled();
    }
    await decoder.release();
    await decoder.release();
    expect(levelsOf((await last) ?? fail())).toEqual([49]);
    expect(begunLevels(decoder)).toEqual([0, 49]);
  });

  it('gives up a batch that has been abandoned for a while', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder, { unwantedMilliseconds: 20 });
    const controller = new AbortController();
    const unwanted = pictures.pictures(levels([1]), sd, [0], 64, controller.signal);
    await settled();
    controller.abort(new Error('panned on'));
    await expect(unwanted).rejects.toThrow('panned on');
    await vi.waitFor(() => expect(decoder.abandoned).toBe(1));
  });

  it('keeps a batch that another request waits for', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder, { unwantedMilliseconds: 20 });
    const controller = new AbortController();
    const first = pictures.pictures(levels([1]), sd, [0], 64, controller.signal);
    const second = pictures.pictures(levels([1]), sd, [0], 64);
    await settled();
    controller.abort(new Error('panned on'));
    await expect(first).rejects.toThrow('panned on');
    await new Promise((wait) => setTimeout(wait, 80));
    await decoder.release();
    expect(levelsOf(await second)).toEqual([1]);
    expect(decoder.abandoned).toBe(0);
  });
});

describe('the order of work', () => {
  it('does not hold up a quick autoencoder behind a slow one', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder);
    const slow = pictures.pictures(levels([1]), autoencoder('slow'), [0], 64);
    const quick = pictures.pictures(levels([2]), sd, [0], 64);
    await settled();
    expect(begunLevels(decoder)).toEqual([1, 2]);
    await decoder.release();
    await decoder.release();
    expect([levelsOf(await slow), levelsOf(await quick)]).toEqual([[1], [2]]);
  });

  it('is told as it goes', async () => {
    const pictures = new StepPictures(new SlowDecoder());
    const fractions: number[] = [];
    const progress: Progress = (fraction) => fractions.push(fraction);
    await pictures.pictures(levels(upTo(16)), sd, upTo(16), 64, undefined, progress);
    expect(fractions).toEqual([0.25, 0.75]);
  });

  it('is batches of no more than eight, fewer when the pictures are large', async () => {
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder);
    await pictures.pictures(levels(upTo(20)), sd, upTo(20), 64);
    await pictures.pictures(levels(upTo(8)), sd, upTo(8), 256);
    await pictures.pictures(levels(upTo(2)), sd, upTo(2), 512);
    expect(decoder.batches.map(({ shape }) => shape[0])).toEqual([8, 8, 4, 6, 2, 1, 1]);
  });

  it('puts the newest request before the rest of an older one', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder);
    const strip = pictures.pictures(levels(upTo(16)), sd, upTo(16), 64);
    await settled();
    const hovered = pictures.pictures(levels([100]), sd, [0], 64);
    await decoder.release();
    await decoder.release();
    expect(levelsOf(await hovered)).toEqual([100]);
    expect(begunLevels(decoder)).toEqual([...upTo(8), 100, ...upTo(16).slice(8)]);
    await decoder.release();
    expect(levelsOf(await strip)).toEqual(upTo(16));
  });

  it('decodes what two requests share only once', async () => {
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder);
    const schedule = levels(upTo(6));
    const [first, second] = await Promise.all([
      pictures.pictures(schedule, sd, [0, 1, 2], 64),
      pictures.pictures(schedule, sd, [2, 1, 5], 64),
    ]);
    expect(levelsOf(first)).toEqual([0, 1, 2]);
    expect(levelsOf(second)).toEqual([2, 1, 5]);
    expect(begunLevels(decoder).sort()).toEqual([0, 1, 2, 5]);
  });

  it('does not begin what is no longer wanted', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder);
    const wanted = pictures.pictures(levels([1]), sd, [0], 64);
    await settled();
    const controller = new AbortController();
    const stale = pictures.pictures(levels([2]), sd, [0], 64, controller.signal);
    controller.abort();
    await expect(stale).rejects.toThrow('aborted');
    await decoder.release();
    await wanted;
    expect(begunLevels(decoder)).toEqual([1]);
  });

  it('rejects at once when aborted, and keeps the batch that was on its way', async () => {
    const decoder = new SlowDecoder(true);
    const pictures = new StepPictures(decoder);
    const controller = new AbortController();
    const request = pictures.pictures(levels([1]), sd, [0], 64, controller.signal);
    await settled();
    controller.abort();
    await expect(request).rejects.toThrow('aborted');
    await decoder.release();
    expect(pictures.cached(levels([1]), sd, [0], 64)).toBeDefined();
  });

  it('passes the decoder’s failure to the request it met, and goes on', async () => {
    const decoder = new SlowDecoder();
    const pictures = new StepPictures(decoder);
    decoder.failure = new Error('no runtime here');
    await expect(pictures.pictures(levels([1]), sd, [0], 64)).rejects.toThrow('no runtime here');
    decoder.failure = null;
    expect(levelsOf(await pictures.pictures(levels([1]), sd, [0], 64))).toEqual([1]);
  });
});

function fail(): never {
  throw new Error('The pictures are not there.');
}
