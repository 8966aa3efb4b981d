import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { SweepEvent, SweepRequest } from './sweep';
import { reportSchema, type Order, type Report } from './sweepMessages';
import { SweepError } from './sweptOption';

/** A sweep that was told to stop, and goes on for so long, is in a step that does not end. */
const patience = 2_000;

/** One sweep as the side that asked sees it: what was reported and not yet read, and who waits for more. */
interface Reading {
  readonly events: SweepEvent[];
  ended: boolean;
  failure: SweepError | null;
  wake(): void;
}

/**
 * Computes sweeps on a thread of its own, started when first needed and again after it ended; several sweeps share it, a
 * step of each in turn.
 */
export class Sweeper {
  readonly #readings = new Map<number, Reading>();
  #worker: Worker | null = null;
  #nextId = 1;

  /** @param threadFile absolute path of the built `sweepThread.ts` */
  constructor(private readonly threadFile: string) {}

  /**
   * The events of a sweep as they come. Whoever stops reading, or aborts, stops the sweep within a step.
   * @throws SweepError when the sweep cannot begin or its thread ends; the signal's reason
   */
  async *run(request: SweepRequest, signal?: AbortSignal): AsyncGenerator<SweepEvent, void> {
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const reading: Reading = { events: [], ended: false, failure: null, wake: () => undefined };
    const wake = (): void => reading.wake();
    signal?.addEventListener('abort', wake, { once: true });
    this.#readings.set(id, reading);
    try {
      this.#tell({ kind: 'begin', id, sweep: copied(request) });
      for (;;) {
        const event = reading.events.shift();
        signal?.throwIfAborted();
        if (event) yield event;
        else if (reading.failure) throw reading.failure;
        else if (reading.ended) return;
        else await new Promise<void>((resolve) => (reading.wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      if (!reading.ended) this.#stop(id);
    }
  }

  /** Ends the thread; what is still read is refused. */
  dispose(): void {
    this.#end(new SweepError('The experiment was closed.'));
  }

  #tell(order: Order): void {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(order);
  }

  /** Ends the thread if it does not listen. */
  #stop(id: number): void {
    const worker = this.#worker;
    if (!worker) return;
    worker.postMessage({ kind: 'stop', id } satisfies Order);
    const timer = setTimeout(() => {
      if (this.#readings.has(id)) this.#end(new SweepError('A sampling run that did not stop was ended.'));
    }, patience);
    timer.unref();
  }

  #start(): Worker {
    const worker = new Worker(this.threadFile);
    const end = (why: string): void => {
      if (this.#worker === worker) this.#end(new SweepError(`The thread that computes sampling runs ended: ${why}.`));
    };
    worker.on('message', (message: unknown) => this.#receive(v.parse(reportSchema, message)));
    worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => end(`exit code ${code}`));
    return worker;
  }

  #receive(report: Report): void {
    const reading = this.#readings.get(report.id);
    if (!reading) return;
    if (report.kind === 'event') reading.events.push(report.event);
    else this.#finish(report.id, reading, report.failure === null ? null : new SweepError(report.failure));
    reading.wake();
  }

  #finish(id: number, reading: Reading, failure: SweepError | null): void {
    reading.ended = true;
    reading.failure = failure;
    this.#readings.delete(id);
    if (this.#readings.size === 0) this.#worker?.unref();
  }

  #end(failure: SweepError): void {
    const worker = this.#worker;
    this.#worker = null;
    for (const [id, reading] of this.#readings) {
      this.#finish(id, reading, failure);
      reading.wake();
    }
    void worker?.terminate();
  }
}

/** As a thread takes it: plain objects and lists that may change. */
function copied({ run, pictures, values, ...rest }: SweepRequest): Extract<Order, { kind: 'begin' }>['sweep'] {
  return {
    ...rest,
    run: { ...run, config: { ...run.config }, call: { ...run.call }, stepArguments: { ...run.stepArguments } },
    pictures: { means: [...pictures.means], shape: [...pictures.shape] },
    values: [...values],
  };
}
