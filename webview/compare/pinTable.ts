import type { PinState } from '../../src/panel/protocol';
import { lineSample } from '../../src/panel/shared/compare/drawing';
import type { LineLook } from '../../src/panel/shared/compare/looks';
import { stepAtCursor, type Along } from '../../src/panel/shared/compare/quantities';
import type { Series } from '../../src/panel/shared/compare/series';
import { button, element } from '../elements/element';
import { shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import type { Paint } from '../../src/panel/shared/compare/chart';
import { svgElement } from '../elements/svg';

/** One schedule of the comparison as the table lists it. */
export interface PinRow {
  /** Null for what is shown now without being pinned. */
  readonly pin: PinState | null;
  readonly series: Series;
  readonly look: LineLook;
  /** That it is the same as another, or close to it; null where it is not. */
  readonly agreement: string | null;
}

export interface PinListener {
  rename(id: number, name: string): void;
  move(id: number, to: number): void;
  remove(id: number): void;
  update(id: number): void;
  goTo(id: number): void;
  /** Asks for the table to be shown again. */
  redraw(): void;
}

const headings = ['line', 'schedule', 't', 'σ', 'ᾱ', 'log-SNR', ''];

/** The schedules with their values at the cursor, and what can be done with each. */
export class PinTable {
  readonly root: HTMLElement;
  private readonly body = element('tbody', {});
  private readonly cells: HTMLElement[][] = [];
  private rows: readonly PinRow[] = [];
  private renaming: number | null = null;

  constructor(private readonly listener: PinListener) {
    const head = headings.map((text, i) =>
      i === headings.length - 1 ? element('td', {}) : element('th', { scope: 'col' }, text),
    );
    this.root = element(
      'div',
      {
        class: 'scroller pinScroller',
        role: 'region',
        tabindex: 0,
        'aria-label': 'Schedules compared, with their values at the cursor',
      },
      element('table', { class: 'pins' }, element('thead', {}, element('tr', {}, ...head)), this.body),
    );
  }

  show(rows: readonly PinRow[], paint: Paint): void {
    this.rows = rows;
    const focused = focusKey(document.activeElement);
    this.cells.length = 0;
    this.body.replaceChildren(...rows.map((row, i) => this.rowOf(row, i, paint)));
    if (focused) this.body.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
  }

  /** Writes each schedule's values where the cursor stands; only texts change, never rows. */
  moveTo(step: number, most: number, along: Along): void {
    for (const [i, { series }] of this.rows.entries()) {
      const { course } = series;
      const own = course ? stepAtCursor(along, step, most, course.steps.count) : -1;
      const texts = course && own >= 0 ? valuesOf(course, own) : ['–', '–', '–', '–'];
      for (const [j, text] of texts.entries()) {
        const cell = this.cells.at(i)?.at(j);
        if (cell && cell.textContent !== text) cell.textContent = text;
      }
    }
  }

  private rowOf(row: PinRow, at: number, paint: Paint): HTMLElement {
    const values = Array.from({ length: 4 }, () => element('span', {}));
    this.cells.push(values);
    const { look, pin, series } = row;
    const sample = svgElement(
      lineSample(look, { x: 0, y: 8, colour: paint.lines[look.colour], lineWidth: paint.lineWidth }),
      { width: 32, height: 16 },
      paint.fontSize,
    );
    sample.setAttribute('aria-hidden', 'true');
    const { refusal } = series;
    const notes = [
      pin ? originInWords(pin) : 'Shown now, not pinned',
      ...(row.agreement === null ? [] : [row.agreement]),
      ...(refusal ? [`Refused: ${refusal.type}. ${refusal.message}`] : []),
    ];
    return element(
      'tr',
      {},
      element('td', { class: 'sample' }, sample, element('strong', {}, look.tag)),
      element(
        'th',
        { scope: 'row' },
        pin && this.renaming === pin.id ? this.nameField(pin) : element('span', { class: 'name' }, series.name),
        ...notes.map((text) => element('span', { class: 'doc' }, text)),
        ...(pin?.code === 'changed' ? [this.update(pin)] : []),
      ),
      ...values.map((value) => element('td', { class: 'value' }, value)),
      element('td', { class: 'actions' }, ...(pin ? this.actions(pin, at) : [])),
    );
  }

  private actions(pin: PinState, at: number): HTMLElement[] {
    const act = (key: string, text: string, label: string, click: () => void, disabled = false) =>
      button(
        text,
        {
          class: 'tool',
          title: label,
          'aria-label': `${label}: ${pin.name}`,
          'data-focus': `${pin.id}-${key}`,
          disabled,
        },
        click,
      );
    const last = this.rows.filter((row) => row.pin !== null).length - 1;
    const { id, origin } = pin;
    return [
      act('up', '↑', 'Move up', () => this.listener.move(id, at - 1), at === 0),
      act('down', '↓', 'Move down', () => this.listener.move(id, at + 1), at === last),
      act('rename', '✎', 'Rename', () => this.rename(id)),
      ...(origin.from === 'code' ? [act('goTo', '⤷', 'Go to the code', () => this.listener.goTo(id))] : []),
      act('remove', '×', 'Remove', () => this.listener.remove(id)),
    ];
  }

  private update(pin: PinState): HTMLElement {
    const attributes = {
      class: 'link',
      'data-focus': `${pin.id}-update`,
      'aria-label': `Take over what the code says now: ${pin.name}`,
    };
    return button('Take over what it says now', attributes, () => this.listener.update(pin.id));
  }

  private rename(id: number): void {
    this.renaming = id;
    this.listener.redraw();
    const field = this.body.querySelector<HTMLInputElement>('input');
    field?.focus();
    field?.select();
  }

  private nameField(pin: PinState): HTMLElement {
    const field = element('input', {
      type: 'text',
      class: 'pinName',
      'aria-label': 'Name',
      maxlength: 120,
      value: pin.name,
    });
    field.value = pin.name;
    const end = (name: string | null) => {
      if (this.renaming === null) return;
      this.renaming = null;
      if (name !== null && name.trim() !== '' && name.trim() !== pin.name) this.listener.rename(pin.id, name.trim());
      else this.listener.redraw();
      this.body.querySelector<HTMLElement>(`[data-focus="${pin.id}-rename"]`)?.focus();
    };
    field.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') end(field.value);
      if (key === 'Escape') end(null);
    });
    field.addEventListener('blur', () => end(field.value));
    return field;
  }
}

const valuesOf = ({ steps }: NonNullable<Series['course']>, step: number): string[] => [
  timestepNumber(steps.timesteps[step]),
  shortNumber(steps.sigmas[step]),
  shortNumber(steps.alphasCumprod[step]),
  shortNumber(steps.logSnr[step]),
];

function originInWords({ origin, code }: PinState): string {
  if (origin.from === 'elsewhere') return `From ${origin.text}`;
  const place = `From ${origin.document}, ${origin.place}${origin.changed ? ', with changes that were not in the code' : ''}`;
  switch (code) {
    case 'changed':
      return `${place}. The code has changed since.`;
    case 'gone':
      return `${place}. It is no longer in the code.`;
    case 'same':
    case null:
      return place;
  }
}

const focusKey = (focused: Element | null): string | null =>
  focused instanceof HTMLElement ? (focused.dataset['focus'] ?? null) : null;
