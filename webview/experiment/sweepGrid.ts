import type { SweepUpdate, SweepPlanned } from '../../src/panel/protocol';
import { element, setAttribute } from '../elements/element';
import { paint } from '../elements/pixels';

/** Least width of a picture in CSS pixels; the style sheet's `--cell` says the same. */
const leastWidth = 112;
const gap = 12;

interface Cell {
  readonly root: HTMLElement;
  readonly frame: HTMLElement;
  readonly label: string;
  readonly current: string | null;
  /** In words, after the label. */
  state: string;
}

/**
 * The pictures of a sweep as a grid: rows and cells to assistive technology too, one of them in the tab order, and the
 * cursor keys to go from one to the next. Enter or a click chooses one.
 */
export class SweepGrid {
  readonly root: HTMLElement;
  private cells: readonly Cell[] = [];
  private columns = 1;
  private focused = 0;

  constructor(
    private readonly label: string,
    private readonly onChoose: (cell: number) => void,
  ) {
    this.root = element('div', { class: 'sweepGrid', role: 'grid', 'data-takes-keys': true, 'aria-label': label });
    this.root.addEventListener('keydown', (event) => this.pressed(event));
    this.root.addEventListener('click', (event) => this.clicked(event.target));
    new ResizeObserver(() => this.arrange()).observe(this.root);
  }

  plan({ cells, current }: Pick<SweepPlanned, 'cells' | 'current'>, option: string): void {
    this.setLabel(option);
    this.cells = cells.map((cell) => cellOf(cell.label, cell.current ? current : null));
    this.focused = Math.max(
      0,
      cells.findIndex((cell) => cell.current),
    );
    this.columns = 0;
    this.arrange();
  }

  clear(): void {
    this.cells = [];
    this.root.replaceChildren();
  }

  tell(cell: number, update: SweepUpdate): void {
    const told = this.cells.at(cell);
    if (!told) return;
    told.root.dataset['state'] = update.kind;
    told.frame.replaceChildren(...contentOf(update));
    told.state = stateInWords(update);
    this.name(told);
  }

  choose(cell: number): void {
    for (const [i, { root }] of this.cells.entries()) setAttribute(root, 'aria-selected', String(i === cell));
  }

  /** Rows for the width there is. */
  private arrange(): void {
    const width = this.root.clientWidth;
    if (width === 0 || this.cells.length === 0) return;
    const columns = columnsFor(this.cells.length, Math.max(1, Math.floor((width + gap) / (leastWidth + gap))));
    if (columns === this.columns) return;
    this.columns = columns;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.style.setProperty('--columns', String(columns));
    const rows: HTMLElement[] = [];
    for (let from = 0; from < this.cells.length; from += columns) {
      const some = this.cells.slice(from, from + columns).map(({ root }) => root);
      rows.push(element('div', { role: 'row' }, ...some));
    }
    this.root.replaceChildren(...rows);
    this.rove();
    if (hadFocus) this.cells.at(this.focused)?.root.focus();
  }

  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = this.cells.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: this.focused - 1,
      ArrowRight: this.focused + 1,
      ArrowUp: this.focused - this.columns,
      ArrowDown: this.focused + this.columns,
      Home: 0,
      End: last,
    };
    if (event.key === 'Enter' || event.key === ' ') this.onChoose(this.focused);
    else if (!Object.hasOwn(targets, event.key)) return;
    else {
      const target = targets[event.key];
      if (target < 0 || target > last) return;
      this.focused = target;
      this.rove();
      this.cells[target].root.focus();
    }
    event.preventDefault();
  }

  private clicked(target: EventTarget | null): void {
    const root = target instanceof Element ? target.closest('[role="gridcell"]') : null;
    const cell = this.cells.findIndex((each) => each.root === root);
    if (cell < 0) return;
    this.focused = cell;
    this.rove();
    this.onChoose(cell);
  }

  private rove(): void {
    for (const [i, { root }] of this.cells.entries()) root.tabIndex = i === this.focused ? 0 : -1;
  }

  private setLabel(option: string): void {
    this.root.setAttribute('aria-label', `${this.label} ${option}`);
  }

  private name({ root, label, current, state }: Cell): void {
    root.setAttribute('aria-label', [label, current, state].filter(Boolean).join(', '));
  }
}

function cellOf(label: string, current: string | null): Cell {
  const frame = element('div', { class: 'frame' });
  const mark =
    current === null ? [] : [element('span', { class: 'own' }, element('span', { class: 'tick' }, '✓ '), current)];
  const root = element(
    'div',
    {
      class: current === null ? 'cell' : 'cell current',
      role: 'gridcell',
      'data-state': 'waiting',
      'aria-selected': 'false',
      'aria-label': [label, current, 'not yet computed'].filter(Boolean).join(', '),
    },
    frame,
    element('div', { class: 'value' }, breakable(label)),
    ...mark,
  );
  return { root, frame, label, current, state: '' };
}

/** Long names of classes may be broken between their words. */
const breakable = (label: string): string => label.replace(/(?<=[a-z])(?=[A-Z])/g, '\u200b');

function contentOf(update: SweepUpdate): HTMLElement[] {
  switch (update.kind) {
    case 'step':
      return [element('span', { class: 'pending' }, `step ${update.step + 1} of ${update.count}`)];
    case 'final':
      return [element('span', { class: 'pending' }, 'decoding…')];
    case 'refused': {
      const { type, message, remedy } = update.refusal;
      return [element('div', { class: 'none', title: remedy }, element('strong', {}, type), ' ', message)];
    }
    case 'picture': {
      const canvas = element('canvas', { 'aria-hidden': 'true' });
      paint(canvas, { step: 0, ...update.picture });
      return [canvas];
    }
  }
}

function stateInWords(update: SweepUpdate): string {
  switch (update.kind) {
    case 'step':
      return `step ${update.step + 1} of ${update.count}`;
    case 'final':
      return 'computed, to be decoded';
    case 'picture':
      return 'picture; Enter shows its run';
    case 'refused':
      return `${update.refusal.type}: ${update.refusal.message}`;
  }
}

/** So many that the last row is not left nearly empty. */
function columnsFor(count: number, most: number): number {
  if (count <= most) return count;
  return Math.ceil(count / Math.ceil(count / most));
}
