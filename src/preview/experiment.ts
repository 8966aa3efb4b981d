/** The experiment: whole sampling runs with the reference denoiser, decoded as they end. */
import type { Autoencoder } from '../decode/autoencoder';
import type { Decoder, Latents, SamplePicture } from '../decode/picture';
import { Channel } from './channel';
import type { RunRequest, RunStep } from './samplingRun';
import type { Refused, SweepEvent } from './sweep';
import type { Sweeper } from './sweeper';
import { SweepPictures, type NamedPicture } from './sweepPictures';
import { sweptOption, type SweptValue } from './sweptOption';
import { cellsOf, rangeOf, type SweepCell } from './sweepValues';

/** What every picture of an experiment has to say of itself. */
export const disclaimer = 'closed-form reference denoiser, not your model';

/** The values of a sweep: so many from one number to another, or a list. */
export type SweptValues =
  { readonly from: number; readonly to: number; readonly count: number } | { readonly values: readonly SweptValue[] };

export interface ExperimentRequest {
  readonly run: RunRequest;
  readonly autoencoder: Autoencoder;
  /** The pictures the data are made of; image-to-image begins at the first. */
  readonly samples: readonly SamplePicture[];
  /** Side of the pictures in pixels. */
  readonly size: number;
  /** What is varied, or null for the run as it is. */
  readonly sweep: ({ readonly option: string } & SweptValues) | null;
  /** Of how many steps x_t and the predicted x0 are decoded too, evenly from the first to the last; 0 for none. */
  readonly shownSteps: number;
}

/** Which picture: how a run ended, or x_t before a step and the x0 predicted from it; `cell` counts the values from 0. */
export type PictureName =
  | { readonly of: 'final'; readonly cell: number }
  | {
      readonly of: 'noisy' | 'clean';
      readonly cell: number;
      readonly step: number;
      readonly timestep: number;
      readonly sigma: number;
    };

export type ExperimentEvent =
  /** First of all; one cell without a value where nothing is swept. `premise` is a sentence to read, or null. */
  | { readonly kind: 'planned'; readonly cells: readonly SweepCell[]; readonly premise: string | null }
  | { readonly kind: 'step'; readonly cell: number; readonly step: number; readonly count: number }
  | {
      readonly kind: 'final';
      readonly cell: number;
      readonly count: number;
      readonly initNoiseSigma: number | null;
      readonly milliseconds: number;
    }
  | { readonly kind: 'refused'; readonly cell: number; readonly refusal: Refused }
  | ({ readonly kind: 'picture' } & NamedPicture<PictureName>)
  /** Last of all. */
  | { readonly kind: 'done'; readonly milliseconds: number };

/**
 * Runs an experiment; events come as soon as there is something to tell, pictures the newest first. Whoever stops reading,
 * or aborts, stops it.
 * @throws SweepError for a sweep that cannot begin or whose thread ended; whatever the decoder throws; the signal's reason
 */
export async function* experiment(
  request: ExperimentRequest,
  { decoder, sweeper }: { readonly decoder: Decoder; readonly sweeper: Sweeper },
  signal?: AbortSignal,
): AsyncGenerator<ExperimentEvent, void> {
  const began = performance.now();
  const cells = plan(request);
  yield { kind: 'planned', cells, premise: premiseOf(request) };
  const given = await clean(request, decoder, signal);
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const events = sweeper.run(
    {
      run: request.run,
      pictures: { means: given.map(({ data }) => data), shape: given[0].shape },
      option: request.sweep?.option ?? null,
      values: request.sweep ? cells.map(({ value }) => value) : [],
      first: Math.max(
        0,
        cells.findIndex(({ current }) => current),
      ),
      everyStep: request.shownSteps > 0,
    },
    either,
  );
  const pictures = new SweepPictures<PictureName>(decoder, request.autoencoder, either);
  try {
    yield* merged(events, pictures, new Scenes(request.shownSteps, given[0].shape, began));
  } finally {
    stop.abort();
  }
  yield { kind: 'done', milliseconds: performance.now() - began };
}

/** The values of a sweep; one cell for a run as it is. @throws SweepError */
function plan({ run, sweep }: ExperimentRequest): SweepCell[] {
  if (!sweep) return [{ value: '', current: true }];
  const option = sweptOption(run.className, sweep.option);
  if ('values' in sweep) return cellsOf(option, run, sweep.values);
  return rangeOf(option, run, sweep.from, sweep.to, sweep.count);
}

/** Options that change what a model has to be trained on. */
const trained =
  /^(beta_start|beta_end|beta_schedule|trained_betas|num_train_timesteps|rescale_betas_zero_snr|snr_shift_scale|class)$/;

/** What has to be known of a sweep to read its pictures aright. */
function premiseOf({ run, sweep }: ExperimentRequest): string | null {
  if (sweep === null) return null;
  if (sweep.option === 'prediction_type') {
    const answer = sweptOption(run.className, sweep.option).current(run);
    return `The denoiser goes on answering "${String(answer)}", whatever the scheduler is told.`;
  }
  return trained.test(sweep.option) ? 'Each picture is made as if a model had been trained for its value.' : null;
}

function clean(
  { samples, autoencoder, size }: ExperimentRequest,
  decoder: Decoder,
  signal?: AbortSignal,
): Promise<Latents[]> {
  return Promise.all(samples.map((sample) => decoder.sampleLatents(autoencoder, sample, size, signal)));
}

/** Steps as they are taken and pictures as they are decoded, in one stream. */
async function* merged(
  events: AsyncIterable<SweepEvent>,
  pictures: SweepPictures<PictureName>,
  scenes: Scenes,
): AsyncGenerator<ExperimentEvent, void> {
  const channel = new Channel<ExperimentEvent>();
  const computing = (async () => {
    for await (const event of events) {
      channel.push(scenes.told(event));
      for (const [name, latents] of scenes.shown(event)) pictures.add(name, latents);
    }
    pictures.complete();
  })();
  const decoding = (async () => {
    for await (const picture of pictures) channel.push({ kind: 'picture', ...picture });
  })();
  Promise.all([computing, decoding]).then(
    () => channel.close(),
    (error: unknown) => channel.fail(error),
  );
  yield* channel;
}

/** What is told and shown of a run's steps. */
class Scenes {
  readonly #taken = new Map<number, number>();

  constructor(
    private readonly shownSteps: number,
    private readonly shape: Latents['shape'],
    private readonly began: number,
  ) {}

  told(event: SweepEvent): ExperimentEvent {
    switch (event.kind) {
      case 'refused':
        return event;
      case 'final': {
        const { cell, count, initNoiseSigma } = event;
        return { kind: 'final', cell, count, initNoiseSigma, milliseconds: performance.now() - this.began };
      }
      case 'step':
        return { kind: 'step', cell: event.cell, step: event.step.index, count: event.count };
    }
  }

  shown(event: SweepEvent): [PictureName, Latents][] {
    if (event.kind === 'final') return [[{ of: 'final', cell: event.cell }, this.#latents(event.latents)]];
    if (event.kind === 'refused') return [];
    const { cell, count, step } = event;
    const taken = this.#taken.get(cell) ?? 0;
    this.#taken.set(cell, taken + 1);
    return isShown(taken, count, this.shownSteps) ? this.#stepPictures(cell, step) : [];
  }

  #stepPictures(cell: number, { index, timestep, sigma, inputScale, noisy, clean }: RunStep): [PictureName, Latents][] {
    const at = { cell, step: index, timestep, sigma };
    return [
      [{ of: 'noisy', ...at }, this.#latents(noisy.map((x) => x * inputScale))],
      [{ of: 'clean', ...at }, this.#latents(clean)],
    ];
  }

  #latents(data: Float32Array): Latents {
    return { data, shape: this.shape };
  }
}

/** Whether the step is one of `shown`, evenly from the first to the last. */
function isShown(step: number, count: number, shown: number): boolean {
  if (shown >= count) return true;
  if (shown <= 1) return shown === 1 && step === count - 1;
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / (shown - 1))).includes(step);
}
