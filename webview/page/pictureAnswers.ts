import type { HostMessage, PageMessage, Provenance, StepPicture } from '../../src/panel/protocol';
import type { Host } from './messages';

export interface StepPictures {
  readonly pictures: readonly StepPicture[];
  readonly provenance: Provenance;
}

/** Where pictures of steps come from. */
export interface PictureSource {
  /**
   * Asks for pictures of steps of what `key` names.
   *
   * @throws NoPictures (by rejection) when they cannot be made, or when `signal` gives the request up
   */
  pictures(key: string, steps: readonly number[], size: number, signal: AbortSignal): Promise<StepPictures>;
}

/** Why a request came back without pictures; `stale` ones need not be shown to anyone. */
export class NoPictures extends Error {
  constructor(
    message: string,
    readonly stale: boolean,
  ) {
    super(message);
  }
}

/** Told how far a request is, in 0..1, and what is done for it now. */
export type OnProgress = (fraction: number, words: string) => void;

interface Waiting {
  readonly progress: OnProgress | undefined;
  readonly resolve: (pictures: StepPictures) => void;
  readonly reject: (reason: NoPictures) => void;
}

/** Asks the host for pictures: every question is answered or given up. */
export class PictureAnswers {
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly host: Host) {
    host.on('pictures', (message) => this.take(message.id)?.resolve(message));
    host.on('decoding', ({ id, fraction, words }) => this.waiting.get(id)?.progress?.(fraction, words));
    host.on('noPictures', (message) => this.refused(message));
  }

  /**
   * @param question the message that asks, with the id that answers carry
   * @throws NoPictures (by rejection) when there are none, or when `signal` gives the request up
   */
  ask(question: (id: number) => PageMessage, signal: AbortSignal, progress?: OnProgress): Promise<StepPictures> {
    const id = this.host.newId();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, progress });
      signal.addEventListener('abort', () => this.cancel(id), { once: true });
      this.host.send(question(id));
    });
  }

  private cancel(id: number): void {
    const waiting = this.take(id);
    if (!waiting) return;
    this.host.send({ type: 'cancel', id });
    waiting.reject(new NoPictures('no longer needed', true));
  }

  private refused({ id, message, stale }: Extract<HostMessage, { type: 'noPictures' }>): void {
    this.take(id)?.reject(new NoPictures(message, stale));
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }
}
