import type { PythonKind } from '../../../src/panel/protocol';
import type { Difference } from '../../../src/panel/shared/differences';
import { button, element } from '../../elements/element';

export interface BarListener {
  toggled(open: boolean): void;
  resetAll(): void;
  apply(): void;
  copy(what: PythonKind): void;
}

const copies: readonly (readonly [PythonKind, string])[] = [
  ['constructor', 'constructor'],
  ['from_config', 'from_config'],
  ['sigmas', 'sigmas'],
  ['timesteps', 'timesteps'],
];

/** What differs from the code, and what to do with it. */
export class WhatIfBar {
  readonly root: HTMLElement;
  private readonly toggle: HTMLElement;
  private readonly list = element('ul', { class: 'differences', 'aria-label': 'What differs from the code' });
  private readonly actions: HTMLElement;
  private readonly apply: HTMLElement;
  private readonly reset: HTMLElement;
  private values: readonly HTMLElement[] = [];
  private names = '';
  private open = false;

  constructor(private readonly listener: BarListener) {
    this.toggle = toolButton('What if…', 'primary', () => this.setOpen(!this.open));
    this.reset = toolButton('Reset all', 'secondary', () => listener.resetAll());
    this.apply = toolButton('Apply to code', 'primary', () => listener.apply());
    this.actions = element(
      'div',
      { class: 'whatIfActions' },
      this.apply,
      this.reset,
      element(
        'span',
        { class: 'copyPython', role: 'group', 'aria-label': 'Copy as Python' },
        'Copy as Python: ',
        ...copies.map(([what, label]) => button(label, { class: 'link' }, () => listener.copy(what))),
      ),
    );
    this.root = element('div', { class: 'whatIfBar' }, this.toggle, this.list, this.actions);
    this.toggle.setAttribute('aria-expanded', 'false');
  }

  setOpen(open: boolean): void {
    this.open = open;
    this.toggle.setAttribute('aria-expanded', String(open));
    this.toggle.setAttribute('appearance', open ? 'secondary' : 'primary');
    this.listener.toggled(open);
  }

  /** @param touched whether there is anything to reset, even if it would not change the code */
  show(differences: readonly Difference[], touched: boolean): void {
    const changed = differences.length > 0;
    this.list.hidden = !changed;
    this.actions.hidden = !changed && !this.open;
    this.apply.toggleAttribute('disabled', !changed);
    this.reset.toggleAttribute('disabled', !changed && !touched);
    this.write(differences);
  }

  /** The entry whose value is being dragged stays, so that a frame changes nothing but its number. */
  private write(differences: readonly Difference[]): void {
    const names = differences.map(({ place, name, from }) => `${place} ${name} ${from}`).join();
    if (names !== this.names) {
      this.names = names;
      this.values = differences.map(() => element('strong', {}));
      this.list.replaceChildren(
        ...differences.map(({ name, from }, i) =>
          element('li', {}, element('code', {}, name), ' ', element('s', {}, from), ' → ', this.values[i]),
        ),
      );
    }
    for (const [i, { to }] of differences.entries())
      if (this.values[i].textContent !== to) this.values[i].textContent = to;
  }
}

function toolButton(label: string, appearance: 'primary' | 'secondary', click: () => void): HTMLElement {
  const made = element('vscode-button', { appearance }, label);
  made.addEventListener('click', click);
  return made;
}
