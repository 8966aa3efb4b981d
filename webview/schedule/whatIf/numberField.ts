import { positionOf, sliderPositions, valueAt, type Range } from '../../../src/panel/shared/controls';
import { element } from '../../elements/element';
import { numbersIn, writtenNumber } from './written';

interface Numbers {
  readonly whole: boolean;
  /** Nothing written means None. */
  readonly nullable: boolean;
}

/** A number to type, with a slider beside it where there is a range: each follows the other. */
export class NumberField {
  readonly parts: readonly HTMLElement[];
  private readonly typed: HTMLInputElement;
  private readonly slider: HTMLInputElement | null;
  private shown: unknown = undefined;

  /** @param names attributes that name both fields */
  constructor(
    names: Readonly<Record<string, string>>,
    private readonly range: Range | null,
    private readonly numbers: Numbers,
    private readonly onValue: (value: number | null) => void,
  ) {
    this.typed = element('input', {
      type: 'text',
      class: 'number',
      inputmode: numbers.whole ? 'numeric' : 'decimal',
      spellcheck: 'false',
      autocomplete: 'off',
      placeholder: numbers.nullable ? 'None' : '',
      ...names,
    });
    this.slider = range && element('input', { type: 'range', min: 0, max: sliderPositions, ...names });
    this.typed.addEventListener('input', () => this.written());
    this.typed.addEventListener('keydown', (event) => this.pressed(event));
    // What was left unfinished gives way to the value in force.
    this.typed.addEventListener('blur', () => this.write());
    this.slider?.addEventListener('input', () => this.slid());
    this.parts = this.slider ? [this.slider, this.typed] : [this.typed];
  }

  show(value: unknown): void {
    if (value === this.shown) return;
    this.shown = value;
    if (document.activeElement !== this.typed) this.write();
    if (document.activeElement !== this.slider) this.place(value);
  }

  private write(): void {
    this.typed.value = typeof this.shown === 'number' ? writtenNumber(this.shown) : '';
    this.typed.removeAttribute('aria-invalid');
  }

  private written(): void {
    const isNone = this.typed.value.trim() === '' && this.numbers.nullable;
    const value = isNone ? null : numbersIn(this.typed.value)?.at(0);
    this.typed.setAttribute('aria-invalid', String(value === undefined));
    if (value === undefined) return;
    this.place(value);
    this.onValue(value);
  }

  /** Up and down turn the number by its usual step. */
  private pressed(event: KeyboardEvent): void {
    const way = new Map([
      ['ArrowUp', 1],
      ['ArrowDown', -1],
    ]).get(event.key);
    const now = numbersIn(this.typed.value)?.at(0);
    if (way === undefined || now === undefined) return;
    event.preventDefault();
    const step = this.numbers.whole ? 1 : (this.range?.step ?? 0.1);
    this.turnTo(Number((now + way * step).toPrecision(12)));
  }

  private slid(): void {
    if (this.range && this.slider) this.turnTo(valueAt(this.range, this.slider.valueAsNumber));
  }

  private turnTo(value: number): void {
    this.typed.value = writtenNumber(value);
    if (document.activeElement !== this.slider) this.place(value);
    this.slider?.setAttribute('aria-valuetext', this.typed.value);
    this.onValue(value);
  }

  private place(value: unknown): void {
    if (!this.slider || !this.range) return;
    this.slider.value = String(positionOf(this.range, typeof value === 'number' ? value : this.range.min));
    this.slider.setAttribute('aria-valuetext', typeof value === 'number' ? writtenNumber(value) : 'None');
  }
}
