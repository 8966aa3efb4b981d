import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { Channel } from './channel';
import type { SweepEvent, SweepRequest } from './sweep';
import { reportSchema, type Order, type Report } from './sweepMessages';
import { SweepError } from './sweptOption';

/** A sweep that was told to stop, and goes on for so long, is in a step that does not end. */
const patience = 2_000;

/**
 * Computes sweeps on a thread of its own, started when first needed and again after it ended; several sweeps share it, a
 * step of each in turn.
 */
export class Sweeper {
  readonly #sweeps = new Map<number, Channel<SweepEvent>>();
  #worker: Worker | null = null;
  #nextId = 1;

  /** @param threadFile absolute path of the built `sweepThread.ts` */
  constructor(private readonly threadFile: string) {}

  /**
   * The events of a sweep as they come. Ending the iteration, or aborting, stops the sweep within a step.
   * @throws SweepError when the sweep cannot begin or its thread ends; the signal's reason
   */
  async *run(request: SweepRequest, signal?: AbortSignal): AsyncGenerator<SweepEvent, void> {
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const events = new Channel<SweepEvent>();
    const abort = (): void => events.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#sweeps.set(id, events);
    try {
      this.#tell({ kind: 'begin', id, sweep: copied(request) });
      yield* events;
    } finally {
      signal?.removeEventListener('abort', abort);
      if (this.#sweeps.has(id)) this.#stop(id);
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
      if (this.#sweeps.has(id)) this.#end(new SweepError('A sampling run that did not stop was ended.'));
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
    const events = this.#sweeps.get(report.id);
    if (report.kind === 'event') events?.push(report.event);
    else this.#finish(report.id, report.failure === null ? null : new SweepError(report.failure));
  }

  #finish(id: number, failure: SweepError | null): void {
    const events = this.#sweeps.get(id);
    if (failure) events?.fail(failure);
    else events?.close();
    this.#sweeps.delete(id);
    if (this.#sweeps.size === 0) this.#worker?.unref();
  }

  #end(failure: SweepError): void {
    const worker = this.#worker;
    this.#worker = null;
    for (const id of [...this.#sweeps.keys()]) this.#finish(id, failure);
    void worker?.terminate();
  }
}

/** As a thread takes it: plain objects and lists that may change. */
function copied({ run, pictures, values, order, ...rest }: SweepRequest): Extract<Order, { kind: 'begin' }>['sweep'] {
  return {
    ...rest,
    run: { ...run, config: { ...run.config }, call: { ...run.call }, stepArguments: { ...run.stepArguments } },
    pictures: { means: [...pictures.means], shape: [...pictures.shape] },
    values: [...values],
    order: [...order],
  };
}
