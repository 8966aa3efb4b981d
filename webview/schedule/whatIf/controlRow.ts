import type { Refusal } from '../../../src/panel/protocol';
import type { Control } from '../../../src/panel/shared/controls';
import { button, element } from '../../elements/element';
import { fieldFor, type Field, type OnValue } from './control';

/** One control with its name, what it was, a way back to that, and what diffusers has against it. */
export class ControlRow {
  readonly root: HTMLElement;
  private readonly field: Field;
  private was: string | null = null;
  private readonly reset: HTMLButtonElement;
  private readonly refusal = element('p', { class: 'refusal', role: 'alert' });

  constructor(
    readonly control: Control,
    onValue: OnValue,
    onReset: () => void,
  ) {
    const { name, title = name, option, place } = control;
    const id = `whatIf-${place}-${name}`;
    this.field = fieldFor(control, id, onValue);
    this.reset = button('↺', { class: 'reset', 'aria-label': `Reset ${title}` }, onReset);
    this.root = element(
      'div',
      { class: `control ${option.type}`, 'data-control': `${place}.${name}` },
      element('label', { id, class: 'name', title: option.doc }, ...breakable(title)),
      ...this.field.parts,
      this.reset,
      this.refusal,
    );
    this.reset.hidden = this.refusal.hidden = true;
  }

  /** @param was what the code says, as Python writes it, where the value differs from it; else null */
  show(value: unknown, was: string | null): void {
    this.field.show(value);
    this.root.classList.toggle('none', value === null);
    if (was === this.was) return;
    this.was = was;
    this.root.classList.toggle('changed', was !== null);
    this.reset.hidden = was === null;
    this.reset.title = was === null ? '' : `Back to ${was}`;
  }

  refuse(refusal: Refusal | null): void {
    if (refusal === null && this.refusal.hidden) return;
    this.refusal.hidden = refusal === null;
    this.refusal.textContent = refusal ? `${refusal.type}: ${refusal.message} ${refusal.remedy}` : '';
  }
}

/** Long names may break after their underscores. */
function breakable(name: string): (Node | string)[] {
  return name.split(/(?<=_)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));
}
