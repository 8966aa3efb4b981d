import { HubError } from './errors';

/**
 * fetch for one download: it can be cancelled, and it gives up on a server that falls silent. `AbortSignal.timeout` bounds the
 * whole download, not a silence in it.
 */
export class SilenceLimit {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fetcher: typeof fetch,
    private readonly signal: AbortSignal,
    private readonly milliseconds: number,
  ) {}

  readonly fetch: typeof fetch = (input, init) => {
    const silence = new AbortController();
    const giveUp = (): void => {
      const seconds = this.milliseconds / 1000;
      silence.abort(new HubError('refused', `The Hub has sent nothing for ${seconds} seconds. Try again later.`));
    };
    this.stop();
    this.#timer = setTimeout(giveUp, this.milliseconds);
    return this.fetcher(input, { ...init, signal: AbortSignal.any([this.signal, silence.signal]) });
  };

  /** Bytes have come: the time without any is counted from zero. */
  restart(): void {
    this.#timer?.refresh();
  }

  /** No more bytes are expected. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
