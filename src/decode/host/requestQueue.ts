import type { Answer, Request } from '../shared/messages';

/** A request and its promise, with the failures it has met so far. */
export class Job {
  readonly promise: Promise<Answer>;
  deaths = 0;
  timeouts = 0;
  /** Ends by SIGBUS: a mapped file that could not be read. */
  brokenReads = 0;
  #settled = false;
  #settle: { resolve(answer: Answer): void; reject(error: unknown): void };

  constructor(
    readonly request: Request,
    readonly signal: AbortSignal | undefined,
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

  resolve(answer: Answer): void {
    this.#finish();
    this.#settle.resolve(answer);
  }

  reject(error: unknown): void {
    this.#finish();
    this.#settle.reject(error);
  }

  readonly #abort = (): void => this.reject(this.signal?.reason);

  #finish(): void {
    this.#settled = true;
    this.signal?.removeEventListener('abort', this.#abort);
  }
}

/** Waiting requests, the newest first, because it is what the user looks at now; those given up are dropped. */
export class RequestQueue {
  #jobs: Job[] = [];

  /** `behind` puts background work after everything else. */
  add(job: Job, behind = false): void {
    if (behind) this.#jobs.unshift(job);
    else this.#jobs.push(job);
  }

  /** The next request that is still wanted. */
  take(): Job | undefined {
    this.#jobs = this.#jobs.filter((job) => !job.settled);
    return this.#jobs.pop();
  }

  rejectAll(error: Error): void {
    for (const job of this.#jobs) job.reject(error);
    this.#jobs = [];
  }
}
