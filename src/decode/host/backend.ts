import { DecodeProcess, ProcessEnded, type ProcessOptions } from './decodeProcess';
import { DecodeError } from '../shared/errors';
import type { Answer, Request } from '../shared/messages';
import { networkName } from '../shared/network';
import { Job, RequestQueue } from './requestQueue';

/** How much a backend puts up with; tests shorten the times. */
export interface Limits {
  /** Starting: loading ONNX Runtime from a cold disk takes seconds at worst. */
  readonly startMilliseconds: number;
  /** One request; a full VAE takes 15 s for 512 pixels on two cores, and slower machines a multiple. */
  readonly requestMilliseconds: number;
  /** A request that was in flight when this many processes ended is refused: it may be what ends them. */
  readonly deathsPerRequest: number;
  /** A request that ran out of time this often is refused. */
  readonly timeoutsPerRequest: number;
  /** After this many ends without one answer in between, the backend rests. */
  readonly deathsInARow: number;
  readonly restMilliseconds: number;
  /** An abandoned request may still finish for so long; then its process is ended. */
  readonly abandonMilliseconds: number;
  /** A process without work is ended: it holds some 100 MB. */
  readonly idleMilliseconds: number;
}

export const defaultLimits: Limits = {
  startMilliseconds: 20_000,
  requestMilliseconds: 120_000,
  deathsPerRequest: 8,
  timeoutsPerRequest: 2,
  deathsInARow: 12,
  restMilliseconds: 60_000,
  abandonMilliseconds: 250,
  idleMilliseconds: 60_000,
};

/**
 * Weights are mapped into memory, and reading beyond the end of a file that was shortened is a SIGBUS. Once is answered by a
 * new process, which looks at the file anew; twice means that the file looks right and still cannot be read.
 */
const brokenReadsPerRequest = 2;

export interface BackendOptions extends ProcessOptions {
  readonly limits: Limits;
}

/**
 * One provider's decode process, kept alive: started when there is work, restarted when it ends, stopped when idle.
 * A request survives the end of its process as long as a new one can be started.
 */
export class Backend {
  readonly #queue = new RequestQueue();
  #process: DecodeProcess | null = null;
  #working = false;
  #deaths = 0;
  #restsUntil = 0;
  /** Set when there is no sense in asking again. */
  #closed: DecodeError | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: BackendOptions) {}

  /** The process that runs now. */
  get pid(): number | undefined {
    return this.#process?.ended === false ? this.#process.pid : undefined;
  }

  /**
   * @param behind after everything that is waited for
   * @throws DecodeError what the process refused, or why there is none; the signal's reason when aborted
   */
  async run(request: Request, signal?: AbortSignal, behind = false): Promise<Answer> {
    if (this.#closed) throw this.#closed;
    if (Date.now() < this.#restsUntil) throw this.#exhausted();
    const job = new Job(request, signal);
    this.#queue.add(job, behind);
    void this.#work();
    return job.promise;
  }

  dispose(): void {
    this.#close(new DecodeError('process', 'Decoding was stopped.'));
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    clearTimeout(this.#idle);
    for (let job = this.#queue.take(); job; job = this.#queue.take()) await this.#attempt(job);
    this.#working = false;
    this.#idle = setTimeout(() => this.#process?.kill(), this.options.limits.idleMilliseconds).unref();
  }

  async #attempt(job: Job): Promise<void> {
    try {
      const process = await this.#running();
      if (job.settled) return;
      job.resolve(await this.#ask(process, job));
      this.#deaths = 0;
    } catch (error) {
      if (error instanceof ProcessEnded) this.#retry(job, error);
      else job.reject(error);
    }
  }

  /** A process that can work. */
  async #running(): Promise<DecodeProcess> {
    const { limits } = this.options;
    if (this.#closed) throw this.#closed;
    this.#process = this.#process?.ended === false ? this.#process : new DecodeProcess(this.options);
    const process = this.#process;
    const timer = setTimeout(() => process.kill('timeout'), limits.startMilliseconds);
    try {
      await process.ready;
    } catch (error) {
      if (error instanceof DecodeError) this.#close(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return process;
  }

  async #ask(process: DecodeProcess, job: Job): Promise<Answer> {
    const { requestMilliseconds, abandonMilliseconds } = this.options.limits;
    let abandoning: NodeJS.Timeout | undefined;
    const abandon = (): void => {
      abandoning = setTimeout(() => process.kill(), abandonMilliseconds);
    };
    job.signal?.addEventListener('abort', abandon, { once: true });
    try {
      return await process.ask(job.request, patienceFor(job.request, requestMilliseconds));
    } catch (error) {
      if (error instanceof ProcessEnded) job[error.reason === 'exit' ? 'deaths' : 'timeouts']++;
      throw error;
    } finally {
      clearTimeout(abandoning);
      job.signal?.removeEventListener('abort', abandon);
    }
  }

  /** After the process ended under a job: once more with a new one, unless this has happened too often. */
  #retry(job: Job, { signal }: ProcessEnded): void {
    if (job.settled) return;
    const { limits, provider, log } = this.options;
    this.#deaths++;
    log(`The decode process (${provider}) ended under a request${signal ? ` (${signal})` : ''}.`);
    if (signal === 'SIGBUS') job.brokenReads++;
    if (this.#deaths >= limits.deathsInARow) this.#rest(job);
    else if (job.timeouts >= limits.timeoutsPerRequest) job.reject(timedOut(limits, job));
    else if (job.deaths >= limits.deathsPerRequest) job.reject(fatal(job));
    else if (job.brokenReads >= brokenReadsPerRequest) job.reject(unreadable(job));
    else this.#queue.add(job);
  }

  #rest(job: Job): void {
    this.#deaths = 0;
    this.#restsUntil = Date.now() + this.options.limits.restMilliseconds;
    job.reject(this.#exhausted());
    this.#queue.rejectAll(this.#exhausted());
  }

  #exhausted(): DecodeError {
    const seconds = Math.ceil(this.options.limits.restMilliseconds / 1000);
    return new DecodeError(
      'process',
      `The decode process (${this.options.provider}) keeps ending, so there are no pictures for now; it is tried again after ${seconds} seconds. The log says more.`,
    );
  }

  #close(error: DecodeError): void {
    this.#closed = error;
    clearTimeout(this.#idle);
    this.#queue.rejectAll(error);
    this.#process?.kill();
  }
}

/** Latents of 512 pixels, and those pixels themselves, on their side. */
const usualSides = { latents: 64, image: 512 };

/** The limit is for a picture of 512 pixels; larger ones and batches may take more in proportion. */
function patienceFor(request: Request, milliseconds: number): number {
  if (request.kind !== 'run') return milliseconds;
  const [batch, channels, height, width] = request.tensor.shape;
  const side = channels === 3 ? usualSides.image : usualSides.latents;
  return milliseconds * Math.max(1, (batch * height * width) / side ** 2);
}

function timedOut({ requestMilliseconds }: Limits, { request }: Job): DecodeError {
  const seconds = Number((patienceFor(request, requestMilliseconds) / 1000).toPrecision(2));
  return new DecodeError(
    'process',
    `The pictures were not decoded within ${seconds} seconds. Ask for fewer or smaller ones.`,
  );
}

function fatal({ deaths, request }: Job): DecodeError {
  return new DecodeError(
    'process',
    `The decode process ended ${deaths} times while running ${networkName(request.network)}. Try another model.`,
  );
}

function unreadable({ request }: Job): DecodeError {
  return new DecodeError(
    'changed',
    `${networkName(request.network)} could not be read to its end while it was decoded with: it was shortened, or its disk is failing or was taken away. Download the model again, or copy it to another disk.`,
  );
}
