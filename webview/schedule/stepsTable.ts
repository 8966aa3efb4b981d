import type { Curves } from '../../src/panel/protocol';
import { element, setAttribute } from '../elements/element';
import { shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import type { StepCursor } from '../page/stepCursor';

/** Rows that are made at a time; the rest follow as they are scrolled to. */
const chunk = 100;

const headings: readonly (readonly [string, string])[] = [
  ['#', 'Step, counted from 1'],
  ['t', 'Timestep'],
  ['σ', 'Noise level'],
  ['ᾱ', 'Share of the signal in the variance'],
  ['β', 'Variance that training adds at this timestep'],
  ['log-SNR', 'ln(signal² / noise²)'],
  ['signal', 'What x0 is multiplied with'],
  ['noise', 'What ε is multiplied with'],
  ['input ×', 'What scale_model_input multiplies with'],
];

/** All steps in numbers: the curves' text alternative. */
export class StepsTable {
  readonly root: HTMLElement;
  private readonly headings = headings.map(([text, title]) => element('th', { scope: 'col', title }, text));
  private readonly body = element('tbody', {});
  private readonly rows: HTMLTableRowElement[] = [];
  private readonly afterLast = element('p', { class: 'hint' });
  private curves: Curves | null = null;

  constructor(private readonly cursor: StepCursor) {
    const table = element(
      'table',
      { class: 'steps' },
      element('thead', {}, element('tr', {}, ...this.headings)),
      this.body,
    );
    const scroller = element(
      'div',
      { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'All steps' },
      table,
    );
    scroller.addEventListener(
      'scroll',
      () => {
        if (scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 400)
          this.extend(this.rows.length + chunk);
      },
      { passive: true },
    );
    this.body.addEventListener('click', ({ target }) => {
      const row = target instanceof Element ? target.closest('tr') : null;
      if (row) cursor.moveTo(this.rows.indexOf(row));
    });
    this.root = element('div', { class: 'tableWithHint' }, scroller, this.afterLast);
  }

  show(curves: Curves | null): void {
    this.curves = curves;
    this.rows.length = 0;
    const shown = curves?.hasNoiseLevels === false ? 2 : headings.length;
    for (const [i, heading] of this.headings.entries()) heading.hidden = i >= shown;
    this.body.replaceChildren();
    this.extend(chunk);
    this.moveTo(this.cursor.step);
    const final = curves?.steps.sigmas.at(-1);
    this.afterLast.textContent =
      final === undefined || !curves?.hasNoiseLevels ? '' : `After the last step σ is ${shortNumber(final)}.`;
  }

  moveTo(step: number): void {
    if (step < 0) return;
    this.extend(step + 1);
    for (const row of this.body.querySelectorAll('[aria-current]')) row.removeAttribute('aria-current');
    const row = this.rows.at(step);
    if (!row) return;
    setAttribute(row, 'aria-current', 'step');
    bringIntoView(row);
  }

  /** Makes rows until there are `count`, or all. */
  private extend(count: number): void {
    const steps = this.curves?.steps;
    if (!steps) return;
    const { timesteps, sigmas, alphasCumprod, betas, logSnr, signal, noise, inputScale } = steps;
    const end = Math.min(timesteps.length, count);
    for (let i = this.rows.length; i < end; i++) {
      const numbers = !this.curves?.hasNoiseLevels
        ? []
        : [sigmas[i], alphasCumprod[i], betas ? betas[i] : null, logSnr[i], signal[i], noise[i], inputScale[i]];
      const cells = [timestepNumber(timesteps[i]), ...numbers.map((x) => (x === null ? '–' : shortNumber(x)))];
      const row = element(
        'tr',
        {},
        element('th', { scope: 'row' }, String(i + 1)),
        ...cells.map((text) => element('td', {}, text)),
      );
      this.rows.push(row);
      this.body.append(row);
    }
  }
}

/** Scrolls only the table, never the page, and only when the row is out of sight. */
function bringIntoView(row: HTMLElement): void {
  const scroller = row.closest('.scroller');
  if (!scroller || scroller.clientHeight === 0) return;
  const head = row.closest('table')?.tHead?.offsetHeight ?? 0;
  const top = row.offsetTop - head;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  const bottom = row.offsetTop + row.offsetHeight - scroller.clientHeight;
  if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
}
