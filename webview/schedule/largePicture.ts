import type { Better } from '../../src/panel/protocol';
import { element } from '../element';
import type { Host } from '../messages';
import { PictureOrigin } from './pictureOrigin';
import { NoPictures, type StepPictures } from '../pictureAnswers';
import type { Pictures } from './pictures';
import { paint } from '../pixels';
import type { Thumbnails } from './thumbnails';

/** Pixels along the edge. */
const size = 512;

/** Milliseconds before a picture on its way is worth mentioning. */
const patience = 250;

/** Milliseconds the cursor rests before a better picture is decoded without being asked for. */
const rest = 800;

/** A picture of the page's: of which schedule, and which step. */
interface Subject {
  readonly key: string;
  readonly step: number;
}

/**
 * The current step's picture in large: first from the decoder that answers soon, then, where that is another and the user
 * does not keep the preview, from the best one. One request is under way at most; when the cursor has moved on meanwhile, only
 * where it stands then is asked for. Until the picture is there, its thumbnail stands in.
 */
export class LargePicture {
  readonly root: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly status = element('div', { class: 'pictureStatus' });
  private readonly caption = element('p', {});
  private readonly origin: PictureOrigin;
  private wanted: Subject | null = null;
  private shown: Subject | null = null;
  private running: AbortController | null = null;
  private better: Better | null = null;
  private runningBetter: AbortController | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;
  /** The user has stopped a better picture once: from then on only those asked for are made. */
  private keepsPreview = false;

  constructor(
    host: Host,
    private readonly source: Pictures,
    private readonly thumbnails: Thumbnails,
  ) {
    this.origin = new PictureOrigin(host, {
      decodeBetter: (size) => void this.loadBetter(size),
      cancelBetter: () => this.keepPreview(),
    });
    this.root = element(
      'figure',
      { class: 'largePicture' },
      element('div', { class: 'frame' }, this.canvas, this.status),
      element('figcaption', {}, this.caption, this.origin.root),
    );
    this.clear();
  }

  /** Shows the picture of a step; a null key means that there is none to show. */
  show(key: string | null, step: number, caption: string): void {
    this.caption.textContent = caption;
    this.canvas.setAttribute('aria-label', caption);
    if (key === null || step < 0) {
      this.running?.abort();
      this.leaveBetter();
      this.wanted = null;
      this.clear();
      return;
    }
    const keyChanged = this.wanted?.key !== key;
    this.wanted = { key, step };
    if (isSame(this.shown, this.wanted)) return;
    if (keyChanged) this.running?.abort();
    this.leaveBetter();
    this.leave();
    this.standIn();
    if (!this.running) void this.load();
  }

  /** A thumbnail has arrived that may stand in for the picture. */
  standIn(): void {
    if (!this.wanted || isSame(this.shown, this.wanted)) return;
    const thumbnail = this.thumbnails.of(this.wanted.step);
    if (!thumbnail) return;
    this.canvas.width = thumbnail.width;
    this.canvas.height = thumbnail.height;
    this.canvas.getContext('2d')?.drawImage(thumbnail, 0, 0);
    this.shown = null;
    this.root.dataset['state'] = 'preview';
  }

  /** What is still to be seen is of another step, or of the schedule before. */
  private leave(): void {
    this.shown = null;
    this.status.replaceChildren();
    if (this.root.dataset['state'] !== 'empty') this.root.dataset['state'] = 'outdated';
  }

  private async load(): Promise<void> {
    const asked = this.wanted;
    if (!asked) return;
    const running = new AbortController();
    this.running = running;
    const waiting = setTimeout(() => this.tell('Decoding…'), patience);
    try {
      const args = [asked.key, [asked.step], size, running.signal, 'quick'] as const;
      this.arrived(asked, await this.source.pictures(...args, (_, words) => this.tell(words)));
    } catch (error) {
      if (!(error instanceof NoPictures && error.stale)) this.fail(error);
    } finally {
      clearTimeout(waiting);
      this.running = null;
    }
    if (this.wanted && !isSame(this.wanted, asked)) void this.load();
  }

  private arrived(asked: Subject, { pictures, provenance }: StepPictures): void {
    const picture = pictures.at(0);
    if (!picture || !isSame(this.wanted, asked)) return;
    paint(this.canvas, picture);
    this.shown = asked;
    this.root.dataset['state'] = 'shown';
    this.status.replaceChildren();
    this.better = provenance.better;
    this.origin.show(provenance, this.better);
    const unasked = this.better?.unasked ?? null;
    if (unasked !== null && !this.keepsPreview) this.resting = setTimeout(() => void this.loadBetter(unasked), rest);
  }

  /** The preview stays until the better picture is there, or for good when that fails. */
  private async loadBetter(size: number): Promise<void> {
    const { better, wanted: asked } = this;
    if (!better || !asked) return;
    this.leaveBetter();
    const running = new AbortController();
    this.runningBetter = running;
    this.origin.showWork(better, size);
    try {
      const args = [asked.key, [asked.step], size, running.signal, 'best'] as const;
      const made = await this.source.pictures(...args, (fraction) => this.origin.tell(fraction));
      const { pictures, provenance } = made;
      const picture = pictures.at(0);
      if (this.runningBetter !== running || !picture) return;
      paint(this.canvas, picture);
      this.origin.show(provenance, better);
    } catch (error) {
      if (this.runningBetter !== running) return;
      const isStale = error instanceof NoPictures && error.stale;
      this.origin.showBetter(better, isStale ? null : error instanceof Error ? error.message : String(error));
    } finally {
      if (this.runningBetter === running) this.runningBetter = null;
    }
  }

  private keepPreview(): void {
    this.keepsPreview = true;
    this.leaveBetter();
    this.origin.showBetter(this.better);
  }

  private leaveBetter(): void {
    clearTimeout(this.resting);
    this.runningBetter?.abort();
    this.runningBetter = null;
  }

  /** Only where there is nothing to look at meanwhile. */
  private tell(words: string): void {
    if (this.root.dataset['state'] === 'empty')
      this.status.replaceChildren(element('vscode-progress-ring', { 'aria-label': 'Decoding' }), words);
  }

  private fail(error: unknown): void {
    this.clear();
    const again = element('vscode-button', { appearance: 'secondary' }, 'Try again');
    again.addEventListener('click', () => this.retry());
    const message = error instanceof Error ? error.message : String(error);
    this.status.replaceChildren(element('span', { role: 'alert' }, `No picture: ${message}`), again);
  }

  private retry(): void {
    this.clear();
    this.thumbnails.retry();
    void this.load();
  }

  private clear(): void {
    this.shown = null;
    this.canvas.width = this.canvas.height = 8;
    this.root.dataset['state'] = 'empty';
    this.status.replaceChildren();
    this.origin.clear();
  }
}

function isSame(a: Subject | null, b: Subject | null): boolean {
  return a !== null && b !== null && a.key === b.key && a.step === b.step;
}
