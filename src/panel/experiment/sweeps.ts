import { sampleKey, sampleName, type Picture } from '../../decode/shared/picture';
import {
  experiment,
  type ExperimentEvent,
  type ExperimentRequest,
  type Workshop,
} from '../../preview/experiment/experiment';
import { SweepResult } from '../../preview/experiment/sweepResult';
import { currentInWords, distilledInWords, scaleInWords, valueInWords } from '../../render/sweep/experimentWords';
import { computeSchedule } from '../../schedulers/compute';
import type { HostMessage, SweepUpdate } from '../protocol';
import { madeOf } from './madeOf';

/** A sweep that was asked for, and its results so far. */
export interface Swept {
  readonly id: number;
  readonly request: ExperimentRequest;
  readonly result: SweepResult;
}

/** One sweep at a time; the last one that came to its end is kept, and told again to a page that comes back. */
export class Sweeps {
  private running: { readonly id: number; readonly controller: AbortController } | null = null;
  private last: Swept | null = null;
  private told: Swept | null = null;

  constructor(
    private readonly workshop: Workshop,
    private readonly post: (message: HostMessage) => void,
  ) {}

  /** The sweep that the page shows under this id. */
  shown(id: number): Swept | null {
    return this.told?.id === id ? this.told : null;
  }

  /**
   * Runs a sweep and reports it as it goes. Whatever ran before ends.
   * @param requestOf finds out what to sweep; it may throw
   */
  async run(id: number, requestOf: () => Promise<ExperimentRequest>): Promise<void> {
    this.abandon();
    const controller = new AbortController();
    const mine = (this.running = { id, controller });
    const began = performance.now();
    const end = (how: 'complete' | 'stopped' | 'failed', message = ''): void => {
      if (this.running === mine) this.running = null;
      this.post({ type: 'sweepEnded', id, how, message, milliseconds: performance.now() - began });
    };
    try {
      const request = await requestOf();
      controller.signal.throwIfAborted();
      if (this.last && keyOf(this.last.request) === keyOf(request)) {
        this.repeat(id, this.last);
        end('complete');
        return;
      }
      const swept = (this.told = { id, request, result: new SweepResult() });
      for await (const event of experiment(request, this.workshop, controller.signal)) {
        swept.result.take(event);
        const message = this.messageOf(swept, event);
        if (message) this.post(message);
      }
      this.last = swept;
      end('complete');
    } catch (error) {
      if (controller.signal.aborted) end('stopped');
      else end('failed', error instanceof Error ? error.message : String(error));
    }
  }

  stop(id: number): void {
    if (this.running?.id === id) this.abandon();
  }

  /** The page is gone. */
  abandon(): void {
    this.running?.controller.abort(new Error('The sweep was stopped.'));
    this.running = null;
  }

  private repeat(id: number, { request, result }: Swept): void {
    this.told = { id, request, result };
    this.post(planned(this.told));
    const update = (cell: number, what: SweepUpdate) => this.post({ type: 'sweepCell', id, cell, update: what });
    for (const [cell, refusal] of result.refusals) update(cell, { kind: 'refused', refusal });
    for (const [cell, picture] of result.pictures)
      update(cell, { kind: 'picture', picture: raster(picture), made: madeOf(result.made, request) });
  }

  private messageOf(swept: Swept, event: ExperimentEvent): HostMessage | null {
    const update = (cell: number, what: SweepUpdate): HostMessage => ({
      type: 'sweepCell',
      id: swept.id,
      cell,
      update: what,
    });
    switch (event.kind) {
      case 'planned':
        return planned(swept);
      case 'step':
        return update(event.cell, { kind: 'step', step: event.step, count: event.count });
      case 'final':
        return update(event.cell, { kind: 'final', count: event.count });
      case 'picture':
        return update(event.cell, {
          kind: 'picture',
          picture: raster(event.picture),
          made: madeOf(swept.result.made, swept.request),
        });
      case 'refused':
        return update(event.cell, { kind: 'refused', refusal: event.refusal });
      case 'done':
        return null;
    }
  }
}

function planned({ id, request, result }: Swept): HostMessage {
  const { option } = request.sweep;
  const own = option === 'init_noise_sigma' ? (computeSchedule(request.run).initNoiseSigma.after ?? 1) : null;
  return {
    type: 'sweepPlanned',
    id,
    cells: result.cells.map(({ value, current }) => ({ value, current, label: valueInWords(option, value) })),
    current: currentInWords(option),
    note: noteOf(result, own, option),
    samples: request.samples.map(sampleName).join(', '),
  };
}

/** The scheduler's own class says of itself, above the sweep, that it is made for distilled models. */
function noteOf({ premise, distilled }: SweepResult, own: number | null, option: string): string | null {
  if (own !== null) return scaleInWords(own);
  const notes = [premise, option === 'class' ? distilledInWords(distilled) : null].filter((note) => note !== null);
  return notes.length > 0 ? notes.join(' ') : null;
}

/** A copy of its own, because a posted view takes the whole buffer behind it along. */
const raster = ({ width, height, rgb }: Picture) => ({ width, height, rgb: rgb.slice() });

/** Equal keys, equal pictures. */
function keyOf({ run, sweep, samples, size, autoencoder }: ExperimentRequest): string {
  return JSON.stringify([run, sweep, samples.map(sampleKey), size, autoencoder.key], (_name, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
