import { sampleName, type Latents } from '../../decode/shared/picture';
import type { Scene, Workshop } from '../../preview/experiment/experiment';
import { originOf, PictureCache, type StepPicture } from '../../preview/pictures/pictureCache';
import { recordRun, type RecordedRun } from '../../preview/experiment/recordedRun';
import { resized } from '../../render/pictures/resize';
import type { HostMessage, RunOutcome, RunPicturesRequest } from '../protocol';
import { madeOf } from './madeOf';

/** Bytes of decoded pictures that are kept. */
const maxKept = 48 * 2 ** 20;

/** As many latents are decoded at once as fill this many pixels: more would keep other pictures waiting. */
const batchPixels = 6 * 256 ** 2;

interface Kept {
  readonly id: number;
  readonly run: RecordedRun;
  readonly scene: Scene;
}

/** One run at a time, kept with all its steps, whose pictures are decoded as the page comes to look at them. */
export class Runs {
  private running: { readonly id: number; readonly controller: AbortController } | null = null;
  private kept: Kept | null = null;
  private readonly cache = new PictureCache(maxKept);
  private readonly decoding = new Map<number, AbortController>();

  constructor(
    private readonly workshop: Workshop,
    private readonly post: (message: HostMessage) => void,
  ) {}

  /**
   * Runs a scene. Whatever ran before ends, and its pictures are no longer answered.
   * @param sceneOf finds out what to run; it may throw
   */
  async run(id: number, sceneOf: () => Promise<Scene>): Promise<void> {
    this.abandon();
    const controller = new AbortController();
    const mine = (this.running = { id, controller });
    const outcome = await this.outcomeOf(id, sceneOf, controller.signal);
    if (this.running === mine) this.running = null;
    this.post({ type: 'ran', id, outcome });
  }

  /** Pictures of a run: every request is answered, unless the page that asked is gone. */
  async answer(request: RunPicturesRequest): Promise<void> {
    const controller = new AbortController();
    this.decoding.set(request.id, controller);
    const message = await this.picturesOf(request, controller.signal);
    if (this.decoding.get(request.id) !== controller) return;
    this.decoding.delete(request.id);
    this.post(message);
  }

  stop(id: number): void {
    if (this.running?.id === id) this.running.controller.abort(new Error('The run was stopped.'));
  }

  /** The page no longer wants these pictures; it is told so all the same. */
  cancel(id: number): void {
    this.decoding.get(id)?.abort();
  }

  /** The page is gone. */
  abandon(): void {
    this.running?.controller.abort(new Error('The run was stopped.'));
    this.running = null;
    const controllers = [...this.decoding.values()];
    this.decoding.clear();
    for (const controller of controllers) controller.abort();
  }

  private async outcomeOf(id: number, sceneOf: () => Promise<Scene>, signal: AbortSignal): Promise<RunOutcome> {
    try {
      const scene = await sceneOf();
      const run = await recordRun(scene, this.workshop, signal);
      if (!('steps' in run)) return { kind: 'refused', refusal: run };
      this.kept = { id, run, scene };
      const { steps, initNoiseSigma, milliseconds } = run;
      return {
        kind: 'run',
        first: steps[0].index,
        timesteps: Float64Array.from(steps, ({ timestep }) => timestep),
        sigmas: Float64Array.from(steps, ({ sigma }) => sigma),
        initNoiseSigma,
        samples: scene.samples.map(sampleName).join(', '),
        milliseconds,
      };
    } catch (error) {
      if (signal.aborted) return { kind: 'stopped' };
      const message = error instanceof Error ? error.message : String(error);
      return { kind: 'refused', refusal: { type: 'No run', message, remedy: 'Try again.' } };
    }
  }

  private async picturesOf(request: RunPicturesRequest, signal: AbortSignal): Promise<HostMessage> {
    const { id, run, size } = request;
    const kept = this.kept;
    if (kept?.id !== run) return { type: 'noPictures', id, stale: true, message: 'There is another run now.' };
    const began = performance.now();
    try {
      const found = await this.found(kept, request, signal);
      const last = found.at(-1);
      if (!last) return { type: 'noPictures', id, stale: true, message: 'The run has no such step.' };
      const { decoder, provider, why } = madeOf(last.picture, kept.scene);
      return {
        type: 'pictures',
        id,
        pictures: found.map(({ step, picture: { picture } }) => ({ step, ...atMost(picture, size) })),
        provenance: {
          ...{ decoder, provider, whyNotBetter: null, milliseconds: performance.now() - began },
          ...{ why, sample: '', better: null, offer: null },
        },
      };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { type: 'noPictures', id, stale: signal.aborted, message };
    }
  }

  /** The pictures asked for, in order: from before, or decoded a batch at a time. */
  private async found(kept: Kept, { of, steps }: RunPicturesRequest, signal: AbortSignal) {
    const { run } = kept;
    const wanted = steps.filter((step) => of === 'final' || step < run.steps.length);
    const key = (step: number) => `${kept.id} ${of} ${step}`;
    const pictures = new Map<number, StepPicture>();
    for (const step of wanted) {
      const known = this.cache.get(key(step));
      if (known) pictures.set(step, known);
    }
    const missing = wanted.filter((step) => !pictures.has(step));
    const latentsAt = (step: number) => (of === 'final' ? run.final : run.steps[step][of]);
    const { autoencoder } = kept.scene;
    const { downscale } = autoencoder.space;
    const batch = Math.max(1, Math.floor(batchPixels / (run.shape[2] * run.shape[3] * downscale ** 2)));
    for (let from = 0; from < missing.length; from += batch) {
      signal.throwIfAborted();
      const some = missing.slice(from, from + batch);
      const decoded = await this.workshop.decoder.decode(autoencoder, together(some.map(latentsAt), run.shape), signal);
      for (const [i, step] of some.entries()) {
        const picture = { picture: decoded.pictures[i], ...originOf(decoded) };
        this.cache.set(key(step), picture);
        pictures.set(step, picture);
      }
    }
    return wanted.flatMap((step) => {
      const picture = pictures.get(step);
      return picture ? [{ step, picture }] : [];
    });
  }
}

function together(latents: readonly Float32Array[], [, channels, height, width]: Latents['shape']): Latents {
  const length = channels * height * width;
  const data = new Float32Array(length * latents.length);
  for (const [i, one] of latents.entries()) data.set(one, i * length);
  return { data, shape: [latents.length, channels, height, width] };
}

/** No larger than asked for, and in bytes of its own, because a posted view takes the whole buffer behind it along. */
function atMost(picture: StepPicture['picture'], size: number) {
  const { width, height, rgb } = picture.width > size ? resized(picture, size, size) : picture;
  return { width, height, rgb: rgb === picture.rgb ? rgb.slice() : rgb };
}
