import { element } from '../element';

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
