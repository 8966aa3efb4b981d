import type { HostMessage, PicturesRequest, Provenance, StepPicture, WiredChanges } from '../../src/panel/protocol';
import type { Host } from '../messages';

export interface StepPictures {
  readonly pictures: readonly StepPicture[];
  readonly provenance: Provenance;
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

/** Asks the host for pictures of steps: every question is answered or given up. */
export class Pictures {
  private readonly waiting = new Map<number, Waiting>();
  /** What the user has changed about the schedule whose pictures are asked for. */
  changes: WiredChanges | null = null;

  constructor(private readonly host: Host) {
    host.on('pictures', (message) => this.take(message.id)?.resolve(message));
    host.on('decoding', ({ id, fraction, words }) => this.waiting.get(id)?.progress?.(fraction, words));
    host.on('noPictures', (message) => this.refused(message));
  }

  /**
   * Asks for step pictures of the schedule that `key` names, from the decoder that answers soon or the best one.
   *
   * @throws NoPictures (by rejection) when they cannot be made, or when `signal` gives the request up
   */
  pictures(
    key: string,
    steps: readonly number[],
    size: number,
    signal: AbortSignal,
    quality: PicturesRequest['quality'] = 'quick',
    progress?: OnProgress,
  ): Promise<StepPictures> {
    const id = this.host.newId();
    const { changes } = this;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, progress });
      signal.addEventListener('abort', () => this.cancel(id), { once: true });
      this.host.send({ type: 'pictures', id, key: codeKey(key), changes, steps: [...steps], size, quality });
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

/** Between the name of the pictures that the code makes and what the user has changed. */
const changedMark = ' changed ';

/** Names the pictures of a changed schedule. */
export function changedKey(key: string, changes: WiredChanges): string {
  return `${key}${changedMark}${JSON.stringify(changes)}`;
}

function codeKey(key: string): string {
  return key.split(changedMark, 1)[0] ?? key;
}
