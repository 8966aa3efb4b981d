import { curvesOf } from '../../src/panel/shared/curves';
import type { Variant } from '../../src/panel/shared/explain/variants';
import type { Curves } from '../../src/panel/protocol';
import { element } from '../elements/element';
import { plainNumber } from '../../src/panel/shared/numbers';
import { prose } from '../elements/prose';
import type { StepCursor } from '../page/stepCursor';
import { Plots, type Drawn } from './plots';

/** This configuration beside the same with one option otherwise: which one, the user chooses. */
export class VariantsFigure implements Drawn {
  readonly root: HTMLElement;
  private readonly plots: Plots;
  private readonly why = element('p', { class: 'prose', 'aria-live': 'polite' });
  private readonly numbers = element('tbody', {});
  private original: Curves | null = null;

  constructor(
    private readonly variants: readonly Variant[],
    private readonly curves: Curves,
    cursor: StepCursor,
  ) {
    this.plots = new Plots(['sigma'], cursor, { curves, axis: 'step', original: null, skipped: 0 });
    const heads = ['', 'steps', 'first σ', 'half-way σ', 'last σ', 'after it'];
    const table = element(
      'table',
      { class: 'variantNumbers' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...heads.map((head) => element(head === '' ? 'td' : 'th', head === '' ? {} : { scope: 'col' }, head)),
        ),
      ),
      this.numbers,
    );
    this.root = element(
      'div',
      { class: 'variants' },
      this.choices(),
      element(
        'div',
        { class: 'variantShown' },
        this.plots.root,
        this.why,
        element('div', { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'In numbers' }, table),
      ),
    );
    this.choose(
      Math.max(
        0,
        variants.findIndex(({ isSame }) => !isSame),
      ),
    );
  }

  redraw(): void {
    this.plots.show({ curves: this.curves, axis: 'step', original: this.original, skipped: 0 });
  }

  moveTo(step: number): void {
    this.plots.moveTo(step);
  }

  private choices(): HTMLElement {
    const preferred = Math.max(
      0,
      this.variants.findIndex(({ isSame }) => !isSame),
    );
    const rows = this.variants.map(({ label }, i) => {
      const radio = element('input', { type: 'radio', name: 'variant', value: i, checked: i === preferred });
      radio.addEventListener('change', () => {
        this.choose(i);
        this.redraw();
      });
      return element('label', {}, radio, element('code', {}, label));
    });
    return element('fieldset', { class: 'variantChoices' }, element('legend', {}, 'If it were'), ...rows);
  }

  private choose(i: number): void {
    const variant = this.variants.at(i);
    if (!variant) return;
    this.original = curvesOf(variant.schedule, null);
    this.why.replaceChildren(
      ...prose(`${variant.why}${variant.isSame ? ' **With this configuration it changes nothing.**' : ''}`),
    );
    this.numbers.replaceChildren(row('as it is', this.curves), row(variant.label, this.original));
  }
}

function row(name: string, { steps: { sigmas } }: Curves): HTMLElement {
  const count = sigmas.length - 1;
  const values = [sigmas[0], sigmas[Math.floor(count / 2)], sigmas[Math.max(0, count - 1)], sigmas[count]];
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', {}, String(count)),
    ...values.map((value) => element('td', {}, plainNumber(value))),
  );
}
