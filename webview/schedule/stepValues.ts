import type { Curves } from '../../src/panel/protocol';
import { element } from '../elements/element';
import { stepValues } from '../../src/panel/shared/stepInWords';
import type { StepCursor } from '../page/stepCursor';
import { StepSlider } from './stepSlider';

/** The current step's numbers, with a slider that moves the cursor. */
export class StepValues {
  readonly root: HTMLElement;
  private readonly ordinal = element('span', {});
  private readonly count = element('span', { class: 'of' });
  private readonly slider: StepSlider;
  private readonly list = element('dl', {});
  private cells: readonly HTMLElement[] = [];
  private terms = '';
  private curves: Curves | null = null;

  constructor(private readonly cursor: StepCursor) {
    this.slider = new StepSlider(cursor);
    const heading = element('h2', {}, this.ordinal, this.count);
    this.root = element('div', { class: 'stepValues' }, heading, this.slider.root, this.list);
  }

  show(curves: Curves | null): void {
    this.curves = curves;
    this.root.hidden = !this.slider.show(curves);
    this.moveTo(this.cursor.step);
  }

  moveTo(step: number): void {
    if (!this.curves || step < 0) return;
    this.ordinal.textContent = `Step ${step + 1}`;
    this.count.textContent = ` of ${this.cursor.count}`;
    this.slider.moveTo(this.curves, step);
    this.write(stepValues(this.curves, step));
  }

  /** Only what differs is written: the values change with every frame of a drag, and their terms hardly ever. */
  private write(values: readonly (readonly [string, string])[]): void {
    const terms = values.map(([term]) => term).join();
    if (terms !== this.terms) {
      this.terms = terms;
      this.cells = values.map(() => element('dd', {}));
      this.list.replaceChildren(...values.flatMap(([term], i) => [element('dt', {}, term), this.cells[i]]));
    }
    for (const [i, [, value]] of values.entries())
      if (this.cells[i].textContent !== value) this.cells[i].textContent = value;
  }
}
