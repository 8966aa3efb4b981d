import type { Better } from '../../src/panel/protocol';
import { element } from '../elements/element';
import type { Host } from '../page/messages';
import { PictureOrigin } from './pictureOrigin';
import { NoPictures, type StepPictures } from '../page/pictureAnswers';
import type { Pictures } from '../page/pictures';
import { isSame, PictureFrame, type PictureOf } from './pictureFrame';
import type { Thumbnails } from './thumbnails';

/** Pixels along the edge. */
const size = 512;

/** Milliseconds before a picture on its way is worth mentioning. */
const patience = 250;

/** Milliseconds the cursor rests before a better picture is decoded without being asked for. */
const rest = 800;

/**
 * The current step's picture in large: first from the decoder that answers soon, then, where that is another and the user
 * does not keep the preview, from the best one. One request is under way at most; when the cursor has moved on meanwhile, only
 * where it stands then is asked for. Until the picture is there, its thumbnail stands in.
 */
export class LargePicture {
  readonly root: HTMLElement;
  private readonly frame = new PictureFrame(() => this.root);
  private readonly caption = element('p', {});
  private readonly origin: PictureOrigin;
  private wanted: PictureOf | null = null;
  private shown: PictureOf | null = null;
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
      this.frame.root,
      element('figcaption', {}, this.caption, this.origin.root),
    );
    this.clear();
  }

  /** Shows the picture of a step; a null key means that there is none to show. */
  show(key: string | null, step: number, caption: string): void {
    this.caption.textContent = caption;
    this.frame.label(caption);
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
    this.shown = null;
    this.frame.outdate();
    this.standIn();
    if (!this.running) void this.load();
  }

  /** A thumbnail has arrived that may stand in for the picture. */
  standIn(): void {
    if (!this.wanted || isSame(this.shown, this.wanted)) return;
    const thumbnail = this.thumbnails.of(this.wanted.step);
    if (!thumbnail) return;
    this.frame.standIn(thumbnail);
    this.shown = null;
  }

  private async load(): Promise<void> {
    const asked = this.wanted;
    if (!asked) return;
    const running = new AbortController();
    this.running = running;
    const waiting = setTimeout(() => this.frame.tell('Decoding…'), patience);
    try {
      const args = [asked.key, [asked.step], size, running.signal, 'quick'] as const;
      this.arrived(asked, await this.source.pictures(...args, (_, words) => this.frame.tell(words)));
    } catch (error) {
      if (!(error instanceof NoPictures && error.stale)) this.fail(error);
    } finally {
      clearTimeout(waiting);
      this.running = null;
    }
    if (this.wanted && !isSame(this.wanted, asked)) void this.load();
  }

  private arrived(asked: PictureOf, { pictures, provenance }: StepPictures): void {
    const picture = pictures.at(0);
    if (!picture || !isSame(this.wanted, asked)) return;
    this.frame.show(picture);
    this.shown = asked;
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
      this.frame.replace(picture);
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

  private fail(error: unknown): void {
    this.clear();
    this.frame.fail(error, () => this.retry());
  }

  private retry(): void {
    this.clear();
    this.thumbnails.retry();
    void this.load();
  }

  private clear(): void {
    this.shown = null;
    this.frame.clear();
    this.origin.clear();
  }
}
