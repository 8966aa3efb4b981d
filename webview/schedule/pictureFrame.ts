import { element } from '../elements/element';
import { paint } from '../elements/pixels';

/** A picture of a sequence: which sequence, and which step of it. */
export interface PictureOf {
  readonly key: string;
  readonly step: number;
}

export function isSame(a: PictureOf | null, b: PictureOf | null): boolean {
  return a !== null && b !== null && a.key === b.key && a.step === b.step;
}

/**
 * Where a large picture is shown. `data-state` of the figure around it tells what there is: nothing yet (`empty`), a
 * thumbnail (`preview`), a picture of another step (`outdated`) or the picture (`shown`).
 */
export class PictureFrame {
  readonly root: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly status = element('div', { class: 'pictureStatus' });

  /** @param figure is told the state */
  constructor(private readonly figure: () => HTMLElement) {
    this.root = element('div', { class: 'frame' }, this.canvas, this.status);
  }

  get isEmpty(): boolean {
    return this.figure().dataset['state'] === 'empty';
  }

  label(words: string): void {
    this.canvas.setAttribute('aria-label', words);
  }

  /** What is still to be seen is of another step, or of the sequence before. */
  outdate(): void {
    this.status.replaceChildren();
    if (!this.isEmpty) this.state = 'outdated';
  }

  standIn(thumbnail: HTMLCanvasElement): void {
    this.canvas.width = thumbnail.width;
    this.canvas.height = thumbnail.height;
    this.canvas.getContext('2d')?.drawImage(thumbnail, 0, 0);
    this.state = 'preview';
  }

  show(picture: Parameters<typeof paint>[1]): void {
    paint(this.canvas, picture);
    this.state = 'shown';
    this.status.replaceChildren();
  }

  /** Paints over what is there and leaves the rest as it is. */
  replace(picture: Parameters<typeof paint>[1]): void {
    paint(this.canvas, picture);
  }

  /** What is going on, where there is nothing to look at meanwhile. */
  tell(words: string): void {
    if (this.isEmpty) this.status.replaceChildren(element('vscode-progress-ring', { 'aria-label': 'Decoding' }), words);
  }

  fail(error: unknown, retry: () => void): void {
    this.state = 'empty';
    const again = element('vscode-button', { appearance: 'secondary' }, 'Try again');
    again.addEventListener('click', () => {
      this.status.replaceChildren();
      retry();
    });
    const message = error instanceof Error ? error.message : String(error);
    this.status.replaceChildren(element('span', { role: 'alert' }, `No picture: ${message}`), again);
  }

  clear(): void {
    this.canvas.width = this.canvas.height = 8;
    this.state = 'empty';
    this.status.replaceChildren();
  }

  private set state(state: 'empty' | 'preview' | 'outdated' | 'shown') {
    this.figure().dataset['state'] = state;
  }
}
