/** Work that several callers wait for: each may abort its own wait, and the work itself is aborted when all have. */
export class Shared<T> {
  readonly #promise: Promise<T>;
  readonly #giveUp = new AbortController();
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#promise = work(this.#giveUp.signal);
    this.#promise.catch(() => undefined);
  }

  /** Given up: the next one to ask starts it again. */
  get abandoned(): boolean {
    return this.#giveUp.signal.aborted;
  }

  /** @throws what the work throws, or the signal's reason */
  async join(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    this.#waiting++;
    try {
      return await untilAborted(this.#promise, signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && signal?.aborted === true) this.#giveUp.abort(signal.reason);
    }
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
