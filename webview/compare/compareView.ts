import * as v from 'valibot';
import type { NamedSubject, PanelState, PinState } from '../../src/panel/protocol';
import { agreementInWords, agreements } from '../../src/panel/shared/compare/agreement';
import { lookAt, lookOfNow } from '../../src/panel/shared/compare/looks';
import type { Along, Scale } from '../../src/panel/shared/compare/quantities';
import { seriesOf, type Series } from '../../src/panel/shared/compare/series';
import { currentTheme } from '../drawing/currentTheme';
import { button, element } from '../elements/element';
import { drawingOf } from '../page/shareable';
import { paintOf } from '../drawing/paint';
import type { Shareable, PageServices, View } from '../page/view';
import { ComparisonCharts } from './charts';
import { differencesSection } from './differences';
import { PinTable, type PinRow } from './pinTable';
import { Switch } from './switch';
import { ValuesTable } from './valuesTable';

const kept = v.object({
  along: v.picklist(['step', 'progress']),
  sigmaScale: v.picklist(['linear', 'logarithmic']),
  withNow: v.boolean(),
});

/** Schedules side by side: their curves on one cursor, what agrees, and what differs. */
export class CompareView implements View {
  readonly root: HTMLElement;
  private readonly charts: ComparisonCharts;
  private readonly pinTable: PinTable;
  private readonly values = new ValuesTable();
  private readonly differences = element('div', {});
  private readonly undo: HTMLButtonElement;
  private readonly clear: HTMLButtonElement;
  private readonly empty = element(
    'p',
    { class: 'hint compareEmpty' },
    'Nothing is pinned yet. Pin the scheduler shown, or add others: from your code, by the names that A1111 and ComfyUI have for them, or the schedules of k-diffusion.',
  );
  private readonly withNow = element('vscode-checkbox', { class: 'withNow' }, 'With the scheduler shown');
  private settings: v.InferOutput<typeof kept> = { along: 'step', sigmaScale: 'logarithmic', withNow: true };
  private pins: readonly PinState[] = [];
  private rows: readonly PinRow[] = [];
  private state: PanelState | null = null;
  private isWatching = false;
  /** What was computed, by what it was computed from. */
  private readonly computed = new Map<string, Series>();

  constructor(private readonly services: PageServices) {
    const { host, cursor, memory } = services;
    this.settings = memory.read(kept) ?? this.settings;
    this.charts = new ComparisonCharts(cursor);
    this.pinTable = new PinTable({
      rename: (id, name) => host.send({ type: 'renamePin', id, name }),
      move: (id, to) => host.send({ type: 'movePin', id, to }),
      remove: (id) => host.send({ type: 'unpin', ids: [id] }),
      update: (id) => host.send({ type: 'updatePin', id }),
      goTo: (id) => host.send({ type: 'goToPin', id }),
      redraw: () => this.draw(),
    });
    this.undo = button('', { class: 'link', hidden: true }, () => host.send({ type: 'undoPins' }));
    this.clear = button('Remove all', { class: 'link' }, () =>
      host.send({ type: 'unpin', ids: this.pins.map(({ id }) => id) }),
    );
    host.on('comparison', ({ pins, undo }) => {
      this.pins = pins;
      this.undo.hidden = undo === null;
      this.undo.textContent = `Undo ${undo ?? ''}`;
      if (this.isWatching) this.draw();
    });
    this.root = element(
      'div',
      { class: 'content compare' },
      this.toolbar(),
      this.empty,
      this.charts.root,
      this.pinTable.root,
      this.differences,
      this.values.root,
    );
  }

  show(state: PanelState): void {
    this.state = state;
    if (!this.isWatching) {
      this.isWatching = true;
      this.services.host.send({ type: 'watchPins', on: true });
    }
    this.draw();
  }

  moveTo(step: number): void {
    this.charts.moveTo(step);
    this.pinTable.moveTo(step, this.services.cursor.count, this.settings.along);
  }

  leave(): void {
    this.isWatching = false;
    this.services.host.send({ type: 'watchPins', on: false });
  }

  isOnSteps(target: Element): boolean {
    return target.closest('.comparedCurves') !== null;
  }

  shareable(): Shareable | null {
    const { along, sigmaScale } = this.settings;
    const all = this.rows.map(({ series }) => series);
    if (all.length === 0) return null;
    return {
      schedules: all.map(({ name, subject }) => ({ name, subject })),
      drawing: drawingOf(
        this.rows.map(({ series, look }) => ({ series, look })),
        along,
        sigmaScale,
      ),
    };
  }

  private draw(): void {
    const paint = paintOf(currentTheme());
    this.rows = this.rowsNow();
    const lines = this.rows.flatMap(({ series: { course, name }, look }) => (course ? [{ course, name, look }] : []));
    this.services.cursor.count = Math.max(0, ...lines.map(({ course }) => course.steps.count));
    this.empty.hidden = this.pins.length > 0;
    this.clear.hidden = this.pins.length === 0;
    this.charts.root.hidden = this.values.root.hidden = lines.length === 0;
    this.pinTable.root.hidden = this.differences.hidden = this.rows.length === 0;
    this.withNow.hidden = this.state?.scheduler === null;
    this.charts.show({ lines, along: this.settings.along, sigmaScale: this.settings.sigmaScale });
    this.pinTable.show(this.rows, paint);
    this.differences.replaceChildren(differencesSection(this.rows));
    this.values.show(this.rows);
    this.pinTable.moveTo(this.services.cursor.step, this.services.cursor.count, this.settings.along);
  }

  /** The pins in their order, then what is shown now, unless it is pinned as it is. */
  private rowsNow(): PinRow[] {
    const request = this.state?.scheduler?.request;
    const now: NamedSubject | null = request
      ? { name: request.className, subject: { kind: 'scheduler', request } }
      : null;
    const isPinned = this.pins.some(({ subject }) => JSON.stringify(subject) === JSON.stringify(now?.subject));
    const pinned = this.pins.map((pin, i) => ({ pin, series: this.series(pin), look: lookAt(i) }));
    const shown =
      now && this.settings.withNow && !isPinned ? [{ pin: null, series: this.series(now), look: lookOfNow }] : [];
    const all = [...pinned, ...shown];
    this.forgetAllBut(all.map(({ series }) => series));
    const agreed = agreements(all.map(({ series }) => series));
    return all.map((row, i) => {
      const agreement = agreed[i];
      return { ...row, agreement: agreement && agreementInWords(agreement, all[agreement.with].look.tag) };
    });
  }

  private series({ name, subject }: NamedSubject): Series {
    const key = JSON.stringify([name, subject]);
    const known = this.computed.get(key) ?? seriesOf({ name, subject });
    this.computed.set(key, known);
    return known;
  }

  private forgetAllBut(all: readonly Series[]): void {
    for (const [key, series] of this.computed) if (!all.includes(series)) this.computed.delete(key);
  }

  private set(change: Partial<typeof this.settings>): void {
    this.settings = { ...this.settings, ...change };
    this.services.memory.write(this.settings);
    this.draw();
  }

  private toolbar(): HTMLElement {
    const { host } = this.services;
    const add = element('vscode-button', { appearance: 'primary' }, 'Add schedules…');
    add.addEventListener('click', () => host.send({ type: 'addPins' }));
    const along = new Switch<Along>(
      'Draw the curves',
      [
        ['step', 'over steps', 'Step by step, as they are sampled'],
        ['progress', 'over progress', 'First and last steps lined up, whatever their number'],
      ],
      this.settings.along,
      (chosen) => this.set({ along: chosen }),
    );
    const scale = new Switch<Scale>(
      'Scale of σ',
      [
        ['logarithmic', 'log σ', 'Equal ways up are equal factors'],
        ['linear', 'linear σ', 'Equal ways up are equal amounts'],
      ],
      this.settings.sigmaScale,
      (chosen) => this.set({ sigmaScale: chosen }),
    );
    if (this.settings.withNow) this.withNow.setAttribute('checked', '');
    this.withNow.addEventListener('change', () => {
      if ('checked' in this.withNow) this.set({ withNow: this.withNow.checked === true });
    });
    return element('div', { class: 'compareBar' }, add, along.root, scale.root, this.withNow, this.undo, this.clear);
  }
}
