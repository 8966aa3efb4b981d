import type { Made } from '../../src/panel/protocol';
import { element } from '../element';
import { NoPictures, type PictureSource } from '../pictureAnswers';
import { paint } from '../pixels';

/** Pixels along the edge that are asked for; a run's pictures are no larger than they were computed. */
const size = 512;

interface Wanted {
  readonly key: string;
  readonly step: number;
}

/**
 * One picture of a run in large. One request is under way at most; until it is answered a thumbnail stands in, or what
 * was there before, greyed.
 */
export class RunFigure {
  readonly root: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly status = element('div', { class: 'pictureStatus' });
  private readonly caption = element('figcaption', {});
  private wanted: Wanted | null = null;
  private shown: Wanted | null = null;
  private running: AbortController | null = null;

  /** @param thumbnailOf the small picture of a step, where it is there already */
  constructor(
    private readonly source: PictureSource,
    private readonly thumbnailOf: (step: number) => HTMLCanvasElement | null,
    private readonly onDecoder: (made: Made) => void = () => undefined,
  ) {
    const frame = element('div', { class: 'frame' }, this.canvas, this.status);
    this.root = element('figure', { class: 'runFigure' }, frame, this.caption);
    this.clear();
  }

  show(key: string, step: number, caption: string): void {
    this.caption.textContent = caption;
    this.canvas.setAttribute('aria-label', caption);
    if (this.wanted?.key !== key) this.running?.abort();
    this.wanted = { key, step };
    if (isSame(this.shown, this.wanted)) return;
    this.shown = null;
    this.status.replaceChildren();
    if (this.root.dataset['state'] !== 'empty') this.root.dataset['state'] = 'outdated';
    this.standIn();
    if (!this.running) void this.load();
  }

  /** A thumbnail may have arrived that can stand in. */
  standIn(): void {
    if (!this.wanted || isSame(this.shown, this.wanted)) return;
    const thumbnail = this.thumbnailOf(this.wanted.step);
    if (!thumbnail) return;
    this.canvas.width = thumbnail.width;
    this.canvas.height = thumbnail.height;
    this.canvas.getContext('2d')?.drawImage(thumbnail, 0, 0);
    this.root.dataset['state'] = 'preview';
  }

  /** There is nothing to show, or nobody looks. */
  clear(): void {
    this.running?.abort();
    this.wanted = this.shown = null;
    this.canvas.width = this.canvas.height = 8;
    this.root.dataset['state'] = 'empty';
    this.status.replaceChildren();
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
        paint(this.canvas, picture);
        this.shown = asked;
        this.root.dataset['state'] = 'shown';
        this.onDecoder(provenance);
      }
    } catch (error) {
      if (!(error instanceof NoPictures && error.stale)) this.fail(error);
    } finally {
      this.running = null;
    }
    if (this.wanted && !isSame(this.wanted, asked)) void this.load();
  }

  private fail(error: unknown): void {
    this.root.dataset['state'] = 'empty';
    const again = element('vscode-button', { appearance: 'secondary' }, 'Try again');
    again.addEventListener('click', () => {
      this.status.replaceChildren();
      void this.load();
    });
    const message = error instanceof Error ? error.message : String(error);
    this.status.replaceChildren(element('span', { role: 'alert' }, `No picture: ${message}`), again);
  }
}

function isSame(a: Wanted | null, b: Wanted | null): boolean {
  return a !== null && b !== null && a.key === b.key && a.step === b.step;
}
