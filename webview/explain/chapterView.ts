import type { Chapter, Figure, Part } from '../../src/panel/shared/explain/part';
import { element } from '../elements/element';
import { prose } from '../elements/prose';
import { Formula } from './formula';

/** A drawing of the Explain view. */
export interface FigureView {
  readonly root: HTMLElement;
  /** The cursor stands at another step. */
  moveTo(step: number): void;
}

/** One chapter: what it says follows the step. */
export class ChapterView {
  readonly root: HTMLElement;
  readonly heading: HTMLElement;
  private readonly parts: readonly FigureView[];

  constructor(chapter: Chapter, figureOf: (figure: Figure) => FigureView) {
    this.parts = chapter.parts.map((part) => viewOf(part, figureOf));
    const id = `explain-${chapter.id}`;
    this.heading = element('h2', { id, tabindex: -1 }, chapter.title);
    this.root = element(
      'section',
      { class: 'chapter', 'data-chapter': chapter.id, 'aria-labelledby': id },
      this.heading,
      ...this.parts.map(({ root }) => root),
    );
  }

  moveTo(step: number): void {
    for (const part of this.parts) part.moveTo(step);
  }
}

function viewOf(part: Part, figureOf: (figure: Figure) => FigureView): FigureView {
  switch (part.kind) {
    case 'prose':
      return paragraph(part.text);
    case 'formula': {
      const formula = new Formula();
      return { root: formula.root, moveTo: (step) => formula.show(part.tex(step)) };
    }
    case 'figure':
      return figureOf(part.figure);
  }
}

function paragraph(textAt: (step: number) => string | null): FigureView {
  const root = element('p', { class: 'prose' });
  let shown: string | null = null;
  const moveTo = (step: number): void => {
    const text = textAt(step);
    if (text === shown) return;
    shown = text;
    root.hidden = text === null;
    root.replaceChildren(...prose(text ?? ''));
  };
  return { root, moveTo };
}
