import type { WiredSweptValue } from '../../src/panel/protocol';
import { valueInWords } from '../../src/panel/shared/experiment';
import { element } from '../elements/element';

/** A label over its control, as the forms of the experiment are made of. */
export function labelled(label: string, control: HTMLElement, title = ''): HTMLElement {
  return element('label', { class: 'field', title }, element('span', { class: 'label' }, label), control);
}

/** A number to type. What is not a number in the field counts as nothing. */
export class NumberInput {
  readonly root: HTMLInputElement;

  constructor(
    attributes: Readonly<Record<string, string | number>>,
    private readonly onChange: () => void = () => undefined,
  ) {
    this.root = element('input', {
      ...{ type: 'text', inputmode: 'decimal', class: 'number', spellcheck: 'false', autocomplete: 'off' },
      ...attributes,
    });
    this.root.addEventListener('input', () => {
      this.root.setAttribute('aria-invalid', String(this.root.value.trim() !== '' && this.value === null));
      this.onChange();
    });
  }

  get value(): number | null {
    const text = this.root.value.trim().replace('−', '-');
    const value = Number(text);
    return text === '' || !Number.isFinite(value) ? null : value;
  }

  set value(value: number | null) {
    this.root.value = value === null ? '' : String(value);
    this.root.removeAttribute('aria-invalid');
  }
}

/** A list of names of which some are ticked. */
export class Ticks {
  readonly root = element('fieldset', { class: 'ticks' });
  private boxes: readonly { readonly value: WiredSweptValue; readonly box: HTMLInputElement }[] = [];

  constructor(private readonly onChange: () => void) {}

  /** @param option whose values they are */
  offer(option: string, values: readonly WiredSweptValue[], ticked: readonly WiredSweptValue[]): void {
    this.boxes = values.map((value) => {
      const box = element('input', { type: 'checkbox', class: 'check' });
      box.checked = ticked.includes(value);
      box.addEventListener('change', () => this.onChange());
      return { value, box };
    });
    this.root.replaceChildren(
      element('legend', {}, 'values to try'),
      ...this.boxes.map(({ value, box }) => element('label', {}, box, valueInWords(option, value))),
    );
  }

  get values(): WiredSweptValue[] {
    return this.boxes.filter(({ box }) => box.checked).map(({ value }) => value);
  }
}

/** A list to choose from. */
export class Choice<T extends string> {
  readonly root: HTMLSelectElement;

  constructor(
    attributes: Readonly<Record<string, string>>,
    options: readonly (readonly [value: T, label: string])[],
    private readonly onChange: () => void = () => undefined,
  ) {
    this.root = element('select', { class: 'select', ...attributes });
    this.offer(options);
    this.root.addEventListener('change', () => this.onChange());
  }

  offer(options: readonly (readonly [value: T, label: string])[]): void {
    const before = this.root.value;
    this.root.replaceChildren(...options.map(([value, label]) => element('option', { value }, label)));
    if (options.some(([value]) => value === before)) this.root.value = before;
  }

  get value(): string {
    return this.root.value;
  }

  set value(value: string) {
    this.root.value = value;
  }
}
