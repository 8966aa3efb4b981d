import { experimentSizes, type ExperimentSettings, type WiredValue } from '../../src/panel/protocol';
import type { Control } from '../../src/panel/shared/controls';
import { stepArgumentsOf } from '../../src/panel/shared/experiment';
import { element } from '../elements/element';
import { Choice, labelled, NumberInput } from './fields';

export const usualSettings: ExperimentSettings = {
  seed: 0,
  data: 'chosen',
  size: 256,
  strength: null,
  stepArguments: {},
};

/** What decides a run beside the scheduler: seed, pictures, size, strength and the arguments of `step`. */
export class SettingsForm {
  readonly root: HTMLElement;
  private readonly seed: NumberInput;
  private readonly data: Choice<ExperimentSettings['data']>;
  private readonly size: Choice<string>;
  private readonly strength: NumberInput;
  private readonly ofTheStep = element('div', { class: 'fields' });
  private className = '';
  private readings: ReadonlyMap<string, () => WiredValue | undefined> = new Map();

  constructor(
    private kept: ExperimentSettings,
    private readonly onChange: () => void,
  ) {
    this.seed = new NumberInput({ size: 6, inputmode: 'numeric' }, onChange);
    this.data = new Choice(
      {},
      [
        ['chosen', 'the sample picture'],
        ['all', 'cat, coffee and astronaut'],
      ],
      onChange,
    );
    this.size = new Choice(
      {},
      experimentSizes.map((size) => [String(size), `${size} pixels`] as const),
      onChange,
    );
    this.strength = new NumberInput({ size: 6, placeholder: 'none' }, onChange);
    this.seed.value = kept.seed;
    this.data.value = kept.data;
    this.size.value = String(kept.size);
    this.strength.value = kept.strength;
    this.root = element(
      'details',
      { class: 'settings' },
      element('summary', {}, 'Seed, pictures and arguments of step'),
      element(
        'div',
        { class: 'fields' },
        labelled('seed', this.seed.root, 'torch.manual_seed of the noise, and of what the scheduler draws after it'),
        labelled(
          'data',
          this.data.root,
          'What the reference denoiser takes for the data: one picture and its texture, or three',
        ),
        labelled('size', this.size.root),
        labelled(
          'strength (img2img)',
          this.strength.root,
          'Begins at the noised picture instead of at noise, and takes this share of the steps',
        ),
      ),
      this.ofTheStep,
    );
  }

  /** The settings as they stand; what is not a number counts as what it was before. */
  get settings(): ExperimentSettings {
    const { kept } = this;
    const seed = this.seed.value;
    const strength = this.strength.value;
    this.kept = {
      seed: seed !== null && Number.isSafeInteger(seed) ? seed : kept.seed,
      data: this.data.value === 'all' ? 'all' : 'chosen',
      size: experimentSizes.find((size) => String(size) === this.size.value) ?? kept.size,
      strength: strength === null ? null : Math.min(1, Math.max(0, strength)),
      stepArguments: Object.fromEntries(
        [...this.readings].flatMap(([name, read]) => {
          const value = read();
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    };
    return this.kept;
  }

  /** Offers the arguments that a class's `step` takes. */
  show(className: string): void {
    if (className === this.className) return;
    const kept = this.className === '' ? this.kept.stepArguments : {};
    this.className = className;
    const controls = stepArgumentsOf(className).map((control) => ({
      control,
      ...this.fieldOf(control, kept[control.name]),
    }));
    this.readings = new Map(controls.map(({ control, read }) => [control.name, read]));
    this.ofTheStep.replaceChildren(
      ...controls.map(({ control, root }) => labelled(control.name, root, control.option.doc)),
    );
    this.ofTheStep.hidden = controls.length === 0;
  }

  private fieldOf({ option }: Control, kept: WiredValue | undefined) {
    if (option.type === 'boolean') {
      const box = element('input', { type: 'checkbox', class: 'check' });
      box.checked = (kept ?? option.default) === true;
      box.addEventListener('change', () => this.onChange());
      return { root: box, read: () => (box.checked === option.default ? undefined : box.checked) };
    }
    const placeholder = typeof option.default === 'number' ? String(option.default).replace('Infinity', '∞') : 'None';
    const input = new NumberInput({ size: 6, placeholder }, () => this.onChange());
    input.value = typeof kept === 'number' ? kept : null;
    return { root: input.root, read: () => input.value ?? undefined };
  }
}
