/** The experiment: what becomes of a sampling run, with the reference denoiser, when an option is turned. */
import { definitionOf } from '../../schedulers/registry';
import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Decoder, Latents, SamplePicture } from '../../decode/shared/picture';
import { Channel } from '../sweep/channel';
import type { RunRequest } from '../sampling/samplingRun';
import type { Refused, SweepEvent } from '../sweep/sweep';
import type { Sweeper } from '../sweep/sweeper';
import { SweepPictures, type NamedPicture } from '../sweep/sweepPictures';
import { sweptOption, type SweptValue } from '../sweep/sweptOption';
import { cellsOf, rangeOf, type SweepCell } from '../sweep/sweepValues';

/** A run, the pictures its data are made of, and what decodes it. */
export interface Scene {
  readonly run: RunRequest;
  readonly autoencoder: Autoencoder;
  /** Why this autoencoder, in sentences. */
  readonly why?: readonly string[];
  /** The pictures the data are made of; image-to-image begins at the first. */
  readonly samples: readonly SamplePicture[];
  /** Side of the pictures in pixels. */
  readonly size: number;
}

/** The values of a sweep: so many from one number to another, or a list. */
export type SweptValues =
  { readonly from: number; readonly to: number; readonly count: number } | { readonly values: readonly SweptValue[] };

export type ExperimentRequest = Scene & { readonly sweep: { readonly option: string } & SweptValues };

/** What decodes, and what computes. */
export interface Workshop {
  readonly decoder: Decoder;
  readonly sweeper: Sweeper;
}

/** What has to be known of a sweep to read its pictures aright. */
export interface Premises {
  /** A sentence to read, or null. */
  readonly premise: string | null;
  /** The classes among those run that are made for distilled models, which the reference denoiser is not. */
  readonly distilled: readonly string[];
}

/** `cell` counts the values from 0. */
export type ExperimentEvent =
  /** First of all. */
  | ({ readonly kind: 'planned'; readonly cells: readonly SweepCell[] } & Premises)
  /** Now and then, for runs that take long. */
  | { readonly kind: 'step'; readonly cell: number; readonly step: number; readonly count: number }
  | {
      readonly kind: 'final';
      readonly cell: number;
      readonly count: number;
      readonly initNoiseSigma: number | null;
      readonly milliseconds: number;
    }
  | { readonly kind: 'refused'; readonly cell: number; readonly refusal: Refused }
  | ({ readonly kind: 'picture'; readonly cell: number } & Omit<NamedPicture<number>, 'name'>)
  /** Last of all. */
  | { readonly kind: 'done'; readonly milliseconds: number };

/**
 * Runs a sweep; events come as soon as there is something to tell. The value in force is first, the two ends are next.
 * Ending the iteration, or aborting, stops it.
 * @throws SweepError for a sweep that cannot begin or whose thread ended; whatever the decoder throws; the signal's reason
 */
export async function* experiment(
  request: ExperimentRequest,
  workshop: Workshop,
  signal?: AbortSignal,
): AsyncGenerator<ExperimentEvent, void> {
  const began = performance.now();
  const cells = plan(request);
  yield { kind: 'planned', cells, premise: premiseOf(request), distilled: distilledAmong(request, cells) };
  const given = await dataOf(request, workshop.decoder, signal);
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const events = workshop.sweeper.run(
    {
      run: request.run,
      pictures: { means: given.map(({ data }) => data), shape: given[0].shape },
      option: request.sweep.option,
      values: cells.map(({ value }) => value),
      order: orderOf(cells),
      everyStep: false,
    },
    either,
  );
  const pictures = new SweepPictures<number>(workshop.decoder, request.autoencoder, either);
  try {
    yield* merged(events, pictures, given[0].shape, began);
  } finally {
    stop.abort();
  }
  yield { kind: 'done', milliseconds: performance.now() - began };
}

/** The latents of a scene's pictures. @throws whatever the decoder throws; the signal's reason */
export function dataOf(
  { samples, autoencoder, size }: Scene,
  decoder: Decoder,
  signal?: AbortSignal,
): Promise<Latents[]> {
  return Promise.all(samples.map((sample) => decoder.sampleLatents(autoencoder, sample, size, signal)));
}

/** The values of a sweep. @throws SweepError */
function plan({ run, sweep }: ExperimentRequest): SweepCell[] {
  const option = sweptOption(run.className, sweep.option);
  if ('values' in sweep) return cellsOf(option, run, sweep.values);
  return rangeOf(option, run, sweep.from, sweep.to, sweep.count);
}

/** First what is right, then how far off one can be: that is what people want to see. */
function orderOf(cells: readonly SweepCell[]): number[] {
  const current = cells.findIndex((cell) => cell.current);
  const ends = [0, cells.length - 1];
  return [...new Set([...(current < 0 ? [] : [current]), ...ends, ...cells.keys()])];
}

/** Options that change what a model has to be trained on. */
const trained =
  /^(beta_start|beta_end|beta_schedule|trained_betas|num_train_timesteps|rescale_betas_zero_snr|snr_shift_scale|class)$/;

function distilledAmong({ run, sweep }: ExperimentRequest, cells: readonly SweepCell[]): string[] {
  const classes = sweep.option === 'class' ? cells.map(({ value }) => String(value)) : [run.className];
  return classes.filter((name) => definitionOf(name)?.isForDistilled === true);
}

function premiseOf({ run, sweep }: ExperimentRequest): string | null {
  if (sweep.option === 'prediction_type') {
    const answer = sweptOption(run.className, sweep.option).current(run);
    return `The denoiser goes on answering "${String(answer)}", whatever the scheduler is told.`;
  }
  const what = sweep.option === 'class' ? 'class' : 'value';
  return trained.test(sweep.option) ? `Each picture is made as if a model had been trained for its ${what}.` : null;
}

/** Runs as they end and pictures as they are decoded, in one stream. */
async function* merged(
  events: AsyncIterable<SweepEvent>,
  pictures: SweepPictures<number>,
  shape: Latents['shape'],
  began: number,
): AsyncGenerator<ExperimentEvent, void> {
  const channel = new Channel<ExperimentEvent>();
  const computing = (async () => {
    for await (const event of events) {
      channel.push(told(event, began));
      if (event.kind === 'final') pictures.add(event.cell, { data: event.latents, shape });
    }
    pictures.complete();
  })();
  const decoding = (async () => {
    for await (const { name, ...picture } of pictures) channel.push({ kind: 'picture', cell: name, ...picture });
  })();
  Promise.all([computing, decoding]).then(
    () => channel.close(),
    (error: unknown) => channel.fail(error),
  );
  yield* channel;
}

function told(event: SweepEvent, began: number): ExperimentEvent {
  switch (event.kind) {
    case 'refused':
      return event;
    case 'final': {
      const { cell, count, initNoiseSigma } = event;
      return { kind: 'final', cell, count, initNoiseSigma, milliseconds: performance.now() - began };
    }
    case 'step':
      return { kind: 'step', cell: event.cell, step: event.step.index, count: event.count };
  }
}
