import type { Made, RunOutcome } from '../../src/panel/protocol';
import { element } from '../elements/element';
import type { Host } from '../page/messages';
import { plainNumber, timestepNumber } from '../../src/panel/shared/numbers';
import { Strip } from '../schedule/strip';
import { Thumbnails } from '../schedule/thumbnails';
import { StepCursor } from '../page/stepCursor';
import { MadeWith } from './madeWith';
import { RunFigure } from './runFigure';
import { RunPictures } from './runPictures';

type Run = Extract<RunOutcome, { kind: 'run' }>;

/** A run as the page shows it. */
export interface ShownRun {
  readonly id: number;
  readonly run: Run;
  /** What was run, in words, e.g. "EulerDiscreteScheduler, 30 steps, seed 0". */
  readonly about: string;
}

/** One run step by step: x_t, the x0 predicted from it, and where the run ended. */
export class RunView {
  readonly root: HTMLElement;
  /** Of the steps that the run took, counted from its first. */
  readonly cursor = new StepCursor();
  private readonly noisy: Row;
  private readonly clean: Row;
  private readonly final: RunFigure;
  private readonly about = new MadeWith();
  private shown: ShownRun | null = null;

  /** @param onMove the cursor was moved here */
  constructor(host: Host, onMove: (step: number) => void) {
    this.noisy = new Row(host, 'noisy', this.cursor, 'x_t before each step');
    this.clean = new Row(host, 'clean', this.cursor, 'x0 predicted at each step');
    this.final = new RunFigure(
      new RunPictures(host, 'final'),
      () => null,
      (made) => this.credit(made),
    );
    this.root = element(
      'div',
      { class: 'run' },
      element('div', { class: 'figures' }, this.noisy.large.root, this.clean.large.root, this.final.root),
      element('h3', {}, 'x_t, as the model is given it'),
      this.noisy.strip.root,
      element('h3', {}, 'x0, as predicted from it'),
      this.clean.strip.root,
      this.about.root,
    );
    this.cursor.onMove((step) => {
      this.moved();
      onMove(step);
    });
    this.root.addEventListener('keydown', (event) => this.pressed(event));
    this.root.hidden = true;
  }

  show(shown: ShownRun): void {
    this.shown = shown;
    this.root.hidden = false;
    this.cursor.count = shown.run.timesteps.length;
    const key = String(shown.id);
    const { timesteps, sigmas, first } = shown.run;
    for (const row of [this.noisy, this.clean]) row.show(key, { steps: { timesteps, sigmas }, first });
    this.final.show(key, 0, `Where the reference denoiser’s run ends, after ${timesteps.length} steps`);
    this.credit();
    this.moved();
  }

  /** Another run is awaited, or there is none. */
  clear(): void {
    this.shown = null;
    this.root.hidden = true;
    this.leave();
  }

  /** The run is no longer shown. */
  leave(): void {
    for (const row of [this.noisy, this.clean]) row.leave();
    this.final.clear();
  }

  /** Other pictures are looked at now: the strips' wait until `resume`. */
  pause(): void {
    for (const row of [this.noisy, this.clean]) row.pause();
  }

  resume(): void {
    if (this.shown) for (const row of [this.noisy, this.clean]) row.resume();
  }

  moveTo(step: number): void {
    this.cursor.restore(step);
    this.moved();
  }

  private credit(made: Made | null = null): void {
    if (this.shown) this.about.show(this.shown.about, this.shown.run.samples, made);
  }

  private moved(): void {
    if (!this.shown) return;
    const { step, count } = this.cursor;
    const { timesteps, sigmas, first } = this.shown.run;
    const ofAll = first === 0 ? `of ${count}` : `of ${first + count}, ${first} of them left out`;
    const at = `step ${first + step + 1} ${ofAll}, t = ${timestepNumber(timesteps[step])}, σ = ${plainNumber(sigmas[step])}`;
    this.noisy.moveTo(step, `x_t at ${at}`);
    this.clean.moveTo(step, 'The x0 that the reference denoiser predicts from it');
  }

  private pressed(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (plain && !event.defaultPrevented && this.cursor.moveByKey(event.key)) event.preventDefault();
  }
}

/** Pictures of one kind: a strip, and the one at the cursor in large. */
class Row {
  readonly strip: Strip;
  readonly large: RunFigure;
  private readonly thumbnails: Thumbnails;
  private key: string | null = null;

  constructor(host: Host, of: 'noisy' | 'clean', cursor: StepCursor, label: string) {
    const source = new RunPictures(host, of);
    this.thumbnails = new Thumbnails(source, (steps) => {
      this.strip.paint(steps);
      this.large.standIn();
    });
    this.strip = new Strip(cursor, this.thumbnails, { id: `experiment-${of}`, label });
    this.large = new RunFigure(source, (step) => this.thumbnails.of(step));
  }

  show(key: string, steps: Parameters<Strip['show']>[0]): void {
    this.key = key;
    this.thumbnails.showKey(key);
    this.strip.show(steps);
  }

  moveTo(step: number, caption: string): void {
    this.strip.moveTo(step);
    if (this.key !== null) this.large.show(this.key, step, caption);
  }

  pause(): void {
    this.thumbnails.pause();
  }

  resume(): void {
    this.thumbnails.resume();
  }

  leave(): void {
    this.key = null;
    this.thumbnails.show([]);
    this.large.clear();
  }
}
