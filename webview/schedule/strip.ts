import { element, setAttribute } from '../elements/element';
import { shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import type { StepCursor } from '../page/stepCursor';
import type { Thumbnails } from './thumbnails';

/** CSS pixels from one thumbnail to the next; the style sheet's `--pitch` says the same. */
const pitch = 84;

/** What there is to say of each step. */
export interface StripSteps {
  readonly steps: { readonly timesteps: Float64Array; readonly sigmas: Float64Array };
  /** Which of the schedule's steps the first one is; 0 when absent. */
  readonly first?: number;
}

/**
 * All steps as a row of thumbnails. Only those in sight exist as elements, so that a thousand steps cost no more than
 * ten.
 */
export class Strip {
  readonly root: HTMLElement;
  private readonly rail = element('div', { class: 'rail', role: 'presentation' });
  private readonly items = new Map<number, HTMLElement>();
  private shown: StripSteps | null = null;

  constructor(
    private readonly cursor: StepCursor,
    private readonly thumbnails: Thumbnails,
    private readonly naming = { id: 'strip', label: 'Steps as pictures' },
  ) {
    this.root = element('div', {
      class: 'strip',
      role: 'listbox',
      tabindex: 0,
      'aria-label': naming.label,
      'aria-orientation': 'horizontal',
    });
    this.root.append(this.rail);
    this.root.addEventListener('scroll', () => requestAnimationFrame(() => this.fill()), { passive: true });
    this.root.addEventListener('pointerdown', (event) => this.choose(event.target));
    new ResizeObserver(() => this.fill()).observe(this.root);
  }

  show(shown: StripSteps | null): void {
    this.shown = shown;
    this.rail.style.width = `${this.cursor.count * pitch}px`;
    for (const item of this.items.values()) item.remove();
    this.items.clear();
    this.fill();
    this.moveTo(this.cursor.step);
  }

  moveTo(step: number): void {
    this.scrollTo(step);
    this.fill();
    for (const [at, item] of this.items) setAttribute(item, 'aria-selected', at === step ? 'true' : 'false');
    setAttribute(this.root, 'aria-activedescendant', this.items.get(step)?.id);
  }

  /** Puts pictures that have arrived where they belong. */
  paint(steps: readonly number[]): void {
    for (const step of steps) {
      const item = this.items.get(step);
      const picture = this.thumbnails.of(step);
      if (item && picture) item.querySelector('.thumbnail')?.replaceChildren(picture);
    }
  }

  /** Brings the items in line with what is in sight. */
  private fill(): void {
    const count = this.shown ? this.cursor.count : 0;
    const first = Math.max(0, Math.floor(this.root.scrollLeft / pitch) - 1);
    const last = Math.min(count - 1, Math.ceil((this.root.scrollLeft + this.root.clientWidth) / pitch));
    for (const [step, item] of this.items) {
      if (step >= first && step <= last) continue;
      item.remove();
      this.items.delete(step);
    }
    const steps: number[] = [];
    for (let step = first; step <= last; step++) {
      steps.push(step);
      if (!this.items.has(step)) this.add(step);
    }
    const distance = (step: number) => Math.abs(step - this.cursor.step);
    this.thumbnails.show(steps.sort((a, b) => distance(a) - distance(b)));
  }

  private add(step: number): void {
    const { timesteps, sigmas } = this.shown?.steps ?? {};
    const number = step + 1 + (this.shown?.first ?? 0);
    const sigma = `σ ${shortNumber(sigmas?.[step])}`;
    const item = element(
      'div',
      {
        class: 'item',
        id: `${this.naming.id}-${step}`,
        role: 'option',
        'data-step': step,
        'aria-posinset': step + 1,
        'aria-setsize': this.cursor.count,
        'aria-selected': step === this.cursor.step ? 'true' : 'false',
        'aria-label': `Step ${number}, timestep ${timestepNumber(timesteps?.[step])}, ${sigma}`,
      },
      element('div', { class: 'thumbnail' }, ...[this.thumbnails.of(step)].filter((picture) => picture !== null)),
      element('div', { class: 'caption' }, sigma),
    );
    item.style.left = `${step * pitch}px`;
    this.items.set(step, item);
    this.rail.append(item);
  }

  private choose(target: EventTarget | null): void {
    const item = target instanceof Element ? target.closest<HTMLElement>('.item') : null;
    if (item) this.cursor.moveTo(Number(item.dataset['step']));
  }

  private scrollTo(step: number): void {
    if (step < 0) return;
    const left = step * pitch;
    const width = this.root.clientWidth;
    if (left < this.root.scrollLeft) this.root.scrollLeft = left - pitch / 2;
    else if (left + pitch > this.root.scrollLeft + width) this.root.scrollLeft = left + 1.5 * pitch - width;
  }
}
