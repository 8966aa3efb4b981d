import { comparedQuantities, type ComparedQuantity } from '../../src/panel/shared/compare/quantities';
import { element } from '../elements/element';
import { shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import type { PinRow } from './pinTable';

/** Rows that are made at a time; the rest follow as they are scrolled to. */
const chunk = 100;

/** One quantity of all schedules at every step: what the charts show, in numbers. It is made when it is opened. */
export class ValuesTable {
  readonly root: HTMLDetailsElement;
  private readonly choice = element('vscode-dropdown', { 'aria-label': 'Quantity' });
  private readonly head = element('tr', {});
  private readonly body = element('tbody', {});
  private readonly scroller: HTMLElement;
  private rows: readonly PinRow[] = [];
  private quantity: ComparedQuantity = comparedQuantities[0];

  constructor() {
    this.choice.append(
      ...comparedQuantities.map(({ id, symbol, meaning }) =>
        element('vscode-option', { value: id }, `${symbol} ${meaning}`),
      ),
    );
    this.choice.addEventListener('change', () => {
      const chosen = 'value' in this.choice ? this.choice.value : null;
      this.quantity = comparedQuantities.find(({ id }) => id === chosen) ?? this.quantity;
      this.draw();
    });
    this.scroller = element(
      'div',
      { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'All values' },
      element('table', { class: 'steps' }, element('thead', {}, this.head), this.body),
    );
    this.scroller.addEventListener('scroll', () => this.extendNearEnd(), { passive: true });
    this.root = element(
      'details',
      { class: 'allValues' },
      element('summary', {}, 'All values'),
      this.choice,
      this.scroller,
    );
    this.root.addEventListener('toggle', () => this.draw());
  }

  show(rows: readonly PinRow[]): void {
    this.rows = rows;
    this.draw();
  }

  private draw(): void {
    this.body.replaceChildren();
    if (!this.root.open) return;
    const names = this.rows.map(({ look, series }) => element('th', { scope: 'col', title: series.name }, look.tag));
    this.head.replaceChildren(element('th', { scope: 'col' }, 'step'), ...names);
    this.extend();
  }

  private extendNearEnd(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    if (scrollTop + clientHeight > scrollHeight - 400) this.extend();
  }

  private extend(): void {
    const most = Math.max(0, ...this.rows.map(({ series }) => series.course?.steps.count ?? 0));
    const from = this.body.rows.length;
    const write = this.quantity.id === 'timestep' ? timestepNumber : shortNumber;
    for (let step = from; step < Math.min(most, from + chunk); step++) {
      const cells = this.rows.map(({ series: { course } }) => {
        const isThere = course && step < course.steps.count;
        return element('td', {}, isThere ? write(this.quantity.of(course)[step]) : '–');
      });
      this.body.append(element('tr', {}, element('th', { scope: 'row' }, String(step + 1)), ...cells));
    }
  }
}
