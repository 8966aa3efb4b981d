import type { SchedulerView } from '../../../src/panel/protocol';
import { resolutionControl, type Control } from '../../../src/panel/shared/controls';
import { takesSigmas } from '../../../src/panel/shared/ownSigmas';
import { element } from '../../elements/element';
import { ControlRow } from './controlRow';
import { SigmaEditor } from './sigmaEditor';
import type { WhatIf } from './whatIf';

/** The controls of a class: arguments of `set_timesteps` and the options most people turn, and behind them all others. */
export class WhatIfForm {
  readonly root = element('div', { class: 'controls' });
  private readonly editor: SigmaEditor;
  private rows: readonly ControlRow[] = [];
  private rest = element('details', {});
  private shown = '';

  constructor(
    private readonly whatIf: WhatIf,
    private readonly onChange: () => void,
  ) {
    this.editor = new SigmaEditor({
      begun: () => this.beginSigmas(),
      edited: (sigmas) => {
        whatIf.setSigmas(sigmas);
        onChange();
      },
    });
  }

  /** @param view what would come of the changes */
  show(view: SchedulerView | null): void {
    this.build();
    const blamed = this.whatIf.blamed(view);
    for (const row of this.rows) {
      const { control } = row;
      const isBlamed = blamed !== null && isSame(control, blamed);
      // What is wrong is not hidden behind a heading.
      if (isBlamed && !control.usual) this.rest.open = true;
      row.show(this.whatIf.valueOf(control), this.whatIf.was(control));
      row.refuse(isBlamed ? (view?.refusal ?? null) : null);
      if (control === resolutionControl) row.root.hidden = !this.whatIf.isShiftedDynamically;
    }
    this.editor.show(this.whatIf.sigmas, takesSigmas(view?.className ?? ''));
  }

  /** Controls are made again only for another class, so that the one in use stays under the pointer. */
  private build(): void {
    const controls = this.whatIf.controls;
    const shown = `${this.whatIf.request?.className ?? ''} ${controls.length}`;
    if (shown === this.shown) return;
    this.shown = shown;
    this.rows = controls.map(
      (control) =>
        new ControlRow(
          control,
          (value) => {
            this.whatIf.set(control, value);
            this.onChange();
          },
          () => {
            this.whatIf.reset(control);
            this.onChange();
          },
        ),
    );
    const group = (title: string, wanted: (control: Control) => boolean) =>
      element(
        'fieldset',
        {},
        element('legend', {}, title),
        ...this.rows.filter(({ control }) => wanted(control)).map(({ root }) => root),
      );
    this.rest = element(
      'details',
      {},
      element('summary', {}, 'All other options'),
      ...this.rows.filter(({ control }) => !control.usual).map(({ root }) => root),
    );
    this.rest.hidden = controls.every(({ usual }) => usual);
    this.root.replaceChildren(
      group('set_timesteps', ({ place }) => place === 'call'),
      this.editor.root,
      group('options', ({ place, usual }) => place === 'config' && usual),
      this.rest,
    );
  }

  private beginSigmas(): void {
    const sigmas = this.whatIf.firstSigmas();
    if (!sigmas) return;
    this.whatIf.setSigmas(sigmas);
    this.onChange();
  }
}

function isSame(a: Control, b: Control): boolean {
  return a.place === b.place && a.name === b.name;
}
