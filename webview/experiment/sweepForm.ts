import type { WiredSweptValue, WiredSweptValues } from '../../src/panel/protocol';
import type { Sweepable } from '../../src/panel/shared/experiment';
import { element } from '../elements/element';
import { plainNumber } from '../../src/panel/shared/numbers';
import { Choice, labelled, NumberInput, Ticks } from './fields';

/** More pictures than this are refused. */
const mostPictures = 64;

/** What to vary, and from where to where; the button asks the question. */
export class SweepForm {
  readonly root: HTMLFormElement;
  private readonly option: Choice<string>;
  private readonly from: NumberInput;
  private readonly to: NumberInput;
  private readonly count: NumberInput;
  private readonly ticks: Ticks;
  private readonly range: readonly HTMLElement[];
  private readonly button = element('vscode-button', { appearance: 'primary', class: 'ask' });
  private readonly doc = element('p', { class: 'optionDoc' });
  private offered: readonly Sweepable[] = [];
  private runs = false;

  constructor(
    private readonly listener: {
      run(): void;
      cancel(): void;
    },
  ) {
    const changed = () => this.write();
    this.option = new Choice({}, [], () => this.begin(this.option.value));
    this.from = new NumberInput({ size: 7 }, changed);
    this.to = new NumberInput({ size: 7 }, changed);
    this.count = new NumberInput({ size: 3, inputmode: 'numeric' }, changed);
    this.ticks = new Ticks(changed);
    this.range = [
      labelled('from', this.from.root),
      labelled('to', this.to.root),
      labelled('pictures', this.count.root, 'The value in force is added where it is not among them'),
    ];
    this.button.addEventListener('click', () => this.pressed());
    this.root = element(
      'form',
      { class: 'sweepForm' },
      element('div', { class: 'fields' }, labelled('vary', this.option.root), ...this.range),
      this.ticks.root,
      this.button,
      this.doc,
    );
    this.root.addEventListener('submit', (event) => event.preventDefault());
    this.root.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      if (!this.runs) this.pressed();
    });
  }

  get chosen(): string {
    return this.option.value;
  }

  /** The values to sweep, or null while they are not all numbers. */
  get values(): WiredSweptValues | null {
    if (this.sweepable?.choices) {
      const { values } = this.ticks;
      return values.length > 0 ? { values } : null;
    }
    const [from, to, count] = [this.from.value, this.to.value, this.count.value];
    if (from === null || to === null || count === null) return null;
    return count >= 1 && count <= mostPictures && Number.isInteger(count) ? { from, to, count } : null;
  }

  /** The options of another scheduler, or the same ones. What was chosen stays where it can. */
  offer(sweepables: readonly Sweepable[]): void {
    const names = JSON.stringify(sweepables);
    if (names === JSON.stringify(this.offered)) return;
    const before = this.option.value;
    this.offered = sweepables;
    this.option.offer(sweepables.map(({ name }) => [name, name] as const));
    if (this.option.value !== before || before === '') this.begin(this.option.value);
    else if (this.sweepable?.choices) this.begin(before, this.tickedAmong(this.sweepable.choices));
    else this.write();
  }

  /** Chooses an option, with these values or its usual ones. */
  begin(option: string, values: WiredSweptValues | null = null): void {
    this.option.value = option;
    const sweepable = this.sweepable;
    const begun = values ?? sweepable?.values;
    if (begun && 'from' in begun)
      [this.from.value, this.to.value, this.count.value] = [begun.from, begun.to, begun.count];
    const choices = sweepable?.choices ?? null;
    if (choices) this.ticks.offer(option, choices, begun && 'values' in begun ? begun.values : choices);
    this.ticks.root.hidden = choices === null;
    for (const field of this.range) field.hidden = choices !== null;
    this.doc.textContent = sweepable?.doc ?? '';
    this.write();
  }

  set running(runs: boolean) {
    this.runs = runs;
    this.write();
  }

  /** What is ticked now as far as it is offered; null where nothing of it is. */
  private tickedAmong(choices: readonly WiredSweptValue[]): WiredSweptValues | null {
    const values = this.ticks.values.filter((value) => choices.includes(value));
    return values.length > 0 ? { values } : null;
  }

  private get sweepable(): Sweepable | undefined {
    return this.offered.find(({ name }) => name === this.option.value);
  }

  private pressed(): void {
    if (this.runs) this.listener.cancel();
    else if (this.values) this.listener.run();
  }

  private write(): void {
    const { values } = this;
    this.button.toggleAttribute('disabled', values === null && !this.runs);
    this.button.setAttribute('appearance', this.runs ? 'secondary' : 'primary');
    this.button.textContent = this.runs ? 'Cancel' : this.question(values);
  }

  private question(values: WiredSweptValues | null): string {
    const option = this.option.value;
    if (values === null)
      return this.sweepable?.choices ? 'Tick what to try' : `Fill in from, to and up to ${mostPictures} pictures`;
    if ('values' in values) return `What does each ${option} make of it?`;
    return `What happens if ${option} is ${plainNumber(values.from)}, or ${plainNumber(values.to)}?`;
  }
}
