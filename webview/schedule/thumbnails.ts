import type { StepPicture } from '../../src/panel/protocol';
import { NoPictures, type PictureSource } from '../page/pictureAnswers';
import { paint } from '../elements/pixels';

/** Pixels along the edge of a thumbnail: twice what is shown, for sharp screens. */
const size = 128;

/** As many are asked for at once, so that the first ones are not kept waiting by the last. */
const batch = 6;

/** Painted thumbnails that are kept; scrolled-away ones beyond that are asked for again, from the host's cache. */
const kept = 240;

/** Small pictures of the steps, asked for as they come into sight and kept until the schedule's pictures change. */
export class Thumbnails {
  private key: string | null = null;
  private readonly painted = new Map<number, HTMLCanvasElement>();
  private visible: readonly number[] = [];
  private running: AbortController | null = null;
  private failed = false;
  private isPaused = false;

  constructor(
    private readonly source: PictureSource,
    private readonly onArrival: (steps: readonly number[]) => void,
  ) {}

  /** Names the pictures to show; null when there are none. Those of another key are dropped. */
  showKey(key: string | null): void {
    if (key === this.key) return;
    this.key = key;
    this.painted.clear();
    this.retry();
  }

  of(step: number): HTMLCanvasElement | null {
    return this.painted.get(step) ?? null;
  }

  /** Says which steps are in sight, the most wanted first. */
  show(steps: readonly number[]): void {
    this.visible = steps;
    if (!this.running) void this.load();
  }

  /** Asks for no more, though what was asked for still comes. */
  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    if (!this.running) void this.load();
  }

  /** Begins again after a failure. */
  retry(): void {
    this.running?.abort();
    this.running = null;
    this.failed = false;
    void this.load();
  }

  private async load(): Promise<void> {
    const key = this.key;
    const missing = this.visible.filter((step) => !this.painted.has(step)).slice(0, batch);
    if (key === null || missing.length === 0 || this.failed || this.isPaused) return;
    const running = new AbortController();
    this.running = running;
    try {
      const { pictures } = await this.source.pictures(key, missing, size, running.signal);
      if (this.running !== running) return;
      this.keep(pictures);
      this.failed = pictures.length === 0;
    } catch (error) {
      if (this.running !== running) return;
      this.failed = !(error instanceof NoPictures && error.stale);
      if (!this.failed) return void (this.running = null);
    }
    this.running = null;
    void this.load();
  }

  private keep(pictures: readonly StepPicture[]): void {
    for (const picture of pictures) {
      const canvas = document.createElement('canvas');
      paint(canvas, picture);
      this.painted.set(picture.step, canvas);
    }
    for (const step of this.painted.keys()) {
      if (this.painted.size <= kept) break;
      if (!this.visible.includes(step)) this.painted.delete(step);
    }
    this.onArrival(pictures.map(({ step }) => step));
  }
}
