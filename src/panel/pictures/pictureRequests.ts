import type { Wanted } from '../../decode/find/autoencoderFinder';
import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Decoded, Progress } from '../../decode/shared/picture';
import type { Schedule } from '../../schedulers/definition/schedule';
import type { HostMessage, PicturesRequest } from '../protocol';
import type { PictureChoice, PictureChoices } from './pictureChoices';

/** Where step pictures come from. */
export interface PictureSource {
  /** The noised sample at the given steps, in their order. */
  pictures(
    schedule: Schedule,
    autoencoder: Autoencoder,
    steps: readonly number[],
    size: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Decoded>;
}

/** What the page is showing now, and so may ask pictures of. */
export interface Pictured {
  readonly key: string;
  readonly schedule: Schedule;
  /** What the scheduler says of its autoencoder. */
  readonly wanted: Wanted;
}

/** Answers the page's requests for pictures: every one of them, unless the page that asked is gone. */
export class PictureRequests {
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly source: PictureSource,
    private readonly choices: Pick<PictureChoices, 'choose' | 'observe'>,
    private readonly post: (message: HostMessage) => void,
  ) {}

  /** @param pictured what is shown now; a request about anything else is out of date */
  async answer(request: PicturesRequest, pictured: Pictured | null): Promise<void> {
    const controller = new AbortController();
    this.running.set(request.id, controller);
    const message = await this.picturesOf(request, pictured, controller.signal);
    if (this.running.get(request.id) !== controller) return;
    this.running.delete(request.id);
    this.post(message);
  }

  /** The page no longer wants these; it is told so all the same. */
  cancel(id: number): void {
    this.running.get(id)?.abort();
  }

  /** The page is hidden, reloaded or closed: no answer is needed any more. */
  abandon(): void {
    const controllers = [...this.running.values()];
    this.running.clear();
    for (const controller of controllers) controller.abort();
  }

  private tell(id: number, fraction: number, words: string): void {
    if (this.running.has(id)) this.post({ type: 'decoding', id, fraction, words });
  }

  private async picturesOf(
    { id, key, steps, size, quality }: PicturesRequest,
    pictured: Pictured | null,
    signal: AbortSignal,
  ): Promise<HostMessage> {
    const existing = steps.filter((step) => step < (pictured?.schedule.steps.count ?? 0));
    if (pictured?.key !== key || existing.length === 0) {
      return { type: 'noPictures', id, stale: true, message: 'The schedule has changed.' };
    }
    try {
      const choice = await this.choices.choose(pictured.wanted, quality, existing.length === 1);
      signal.throwIfAborted();
      const progress: Progress = (fraction, words) => this.tell(id, fraction, words);
      const args = [pictured.schedule, choice.autoencoder, existing, size, signal, progress] as const;
      const decoded = await this.source.pictures(...args);
      this.choices.observe(choice, decoded, size);
      const pictures = decoded.pictures.flatMap(({ width, height, rgb }, i) => {
        const step = existing.at(i);
        // A copy of its own, because a posted view takes the whole buffer behind it along.
        return step === undefined ? [] : [{ step, width, height, rgb: rgb.slice() }];
      });
      return { type: 'pictures', id, pictures, provenance: provenanceOf(decoded, choice) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { type: 'noPictures', id, stale: signal.aborted, message };
    }
  }
}

function provenanceOf(
  { decoder, provider, whyNotBetter, whyStandIn, milliseconds }: Decoded,
  { why, sample, better, offer }: PictureChoice,
): Extract<HostMessage, { type: 'pictures' }>['provenance'] {
  const reasons = whyStandIn === undefined ? [...why] : [whyStandIn, ...why];
  return { decoder, provider, whyNotBetter, milliseconds, why: reasons, sample, better, offer };
}
