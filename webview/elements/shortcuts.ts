import { element } from './element';

const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['←', '→'], 'step before, step after, from anywhere that has no use of its own for these keys'],
  [['↑', '↓'], 'the same while charts, pictures or the current step have the focus'],
  [['Page Up', 'Page Down'], 'a tenth of the steps at once, likewise'],
  [['Home', 'End'], 'first step, last step, likewise'],
  [['←', '→', 'on the tabs'], 'view before, view after'],
  [['Tab', 'Shift+Tab'], 'next control, control before'],
  [['Esc'], 'leave a field as it was'],
];

/** Which keys do what; at the foot of the page. */
export class Shortcuts {
  readonly root: HTMLElement;

  constructor() {
    const rows = shortcuts.flatMap(([keys, what]) => [
      element('dt', {}, ...keys.flatMap((key) => [element('kbd', {}, key), ' '])),
      element('dd', {}, what),
    ]);
    this.root = element('details', { class: 'shortcuts' }, element('summary', {}, 'Keys'), element('dl', {}, ...rows));
  }
}
