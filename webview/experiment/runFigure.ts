import type { Made } from '../../src/panel/protocol';
import { element } from '../elements/element';
import { NoPictures, type PictureSource } from '../page/pictureAnswers';
import { isSame, PictureFrame, type PictureOf } from '../schedule/pictureFrame';

/** Pixels along the edge that are asked for; a run's pictures are no larger than they were computed. */
const size = 512;

/**
 * One picture of a run in large. One request is under way at most; until it is answered a thumbnail stands in, or what
 * was there before, greyed.
 */
export class RunFigure {
  readonly root: HTMLElement;
  private readonly frame = new PictureFrame(() => this.root);
  private readonly caption = element('figcaption', {});
  private wanted: PictureOf | null = null;
  private shown: PictureOf | null = null;
  private running: AbortController | null = null;

  /** @param thumbnailOf the small picture of a step, where it is there already */
  constructor(
    private readonly source: PictureSource,
    private readonly thumbnailOf: (step: number) => HTMLCanvasElement | null,
    private readonly onDecoder: (made: Made) => void = () => undefined,
  ) {
    this.root = element('figure', { class: 'runFigure' }, this.frame.root, this.caption);
    this.clear();
  }

  show(key: string, step: number, caption: string): void {
    this.caption.textContent = caption;
    this.frame.label(caption);
    if (this.wanted?.key !== key) this.running?.abort();
    this.wanted = { key, step };
    if (isSame(this.shown, this.wanted)) return;
    this.shown = null;
    this.frame.outdate();
    this.standIn();
    if (!this.running) void this.load();
  }

  /** A thumbnail may have arrived that can stand in. */
  standIn(): void {
    if (!this.wanted || isSame(this.shown, this.wanted)) return;
    const thumbnail = this.thumbnailOf(this.wanted.step);
    if (thumbnail) this.frame.standIn(thumbnail);
  }

  /** There is nothing to show, or the figure is out of sight. */
  clear(): void {
    this.running?.abort();
    this.wanted = this.shown = null;
    this.frame.clear();
  }

  private async load(): Promise<void> {
    const asked = this.wanted;
    if (!asked) return;
    const running = new AbortController();
    this.running = running;
    try {
      const { pictures, provenance } = await this.source.pictures(asked.key, [asked.step], size, running.signal);
      const picture = pictures.at(0);
      if (picture && isSame(this.wanted, asked)) {
        this.frame.show(picture);
        this.shown = asked;
        this.onDecoder(provenance);
      }
    } catch (error) {
      if (!(error instanceof NoPictures && error.stale)) this.frame.fail(error, () => void this.load());
    } finally {
      this.running = null;
    }
    if (this.wanted && !isSame(this.wanted, asked)) void this.load();
  }
}
