import { button, element } from '../elements/element';

type Choice<T extends string> = readonly [value: T, label: string, title: string];

/** A row of buttons of which one is pressed. */
export class Switch<T extends string> {
  readonly root: HTMLElement;

  constructor(label: string, choices: readonly Choice<T>[], chosen: T, onChoice: (value: T) => void) {
    const buttons = choices.map(([value, text, title]) =>
      button(text, { title, 'data-value': value, 'aria-pressed': String(value === chosen) }, () => {
        for (const each of buttons) each.setAttribute('aria-pressed', String(each.dataset['value'] === value));
        onChoice(value);
      }),
    );
    this.root = element('div', { class: 'axisSwitch', role: 'group', 'aria-label': label }, ...buttons);
  }
}
