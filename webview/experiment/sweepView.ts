import type {
  ExperimentSubject,
  HostMessage,
  SweepPlanned,
  WiredSweptValue,
  WiredSweptValues,
} from '../../src/panel/protocol';
import type { Sweepable } from '../../src/panel/shared/experiment';
import { button, element } from '../elements/element';
import { plainNumber } from '../../src/panel/shared/numbers';
import type { PageServices } from '../page/view';
import { MadeWith } from './madeWith';
import { SweepForm } from './sweepForm';
import { SweepGrid } from './sweepGrid';

/** A value of the sweep shown, to look at its run. */
export interface ChosenValue {
  readonly option: string;
  readonly value: WiredSweptValue;
  readonly label: string;
  /** What it is called where it is the value in force. */
  readonly current: string | null;
}

export interface SweepListener {
  /** What to sweep over. */
  subject(): ExperimentSubject;
  /** Equal for equal pictures. */
  identity(): string;
  /** In words, for the caption. */
  about(): string;
  chose(value: ChosenValue): void;
  /** Pictures of the sweep are made now, or no longer. */
  ran(running: boolean): void;
  /** What is shown has changed: it should be kept over a reload. */
  changed(): void;
}

type Told<T extends HostMessage['type']> = Extract<HostMessage, { type: T }>;

/** A sweep: what to vary, the pictures as they come, and what they mean. */
export class SweepView {
  readonly root: HTMLElement;
  readonly form: SweepForm;
  private readonly grid = new SweepGrid('Sweep of', (cell) => this.choose(cell));
  private readonly bar = element('progress', { class: 'bar', 'aria-label': 'Pictures so far' });
  private readonly status = element('span', { class: 'status' });
  private readonly note = element('p', { class: 'meaning' });
  private readonly outdated = element(
    'p',
    { class: 'outdated' },
    'The configuration has changed since these pictures were made.',
  );
  private readonly credit = new MadeWith();
  private readonly save: HTMLElement;
  private readonly progress: HTMLElement;
  private id = -1;
  private option = '';
  private about = '';
  private identity = '';
  private planned: SweepPlanned | null = null;
  private readonly pictured = new Set<number>();
  private readonly refused = new Set<number>();
  private isRunning = false;

  constructor(
    private readonly services: PageServices,
    private readonly listener: SweepListener,
  ) {
    const { host } = services;
    this.form = new SweepForm({ run: () => this.run(), cancel: () => this.stop() });
    this.save = button('Save these pictures as one PNG…', { class: 'link' }, () =>
      host.send({ type: 'saveSheet', id: this.id }),
    );
    this.progress = element('div', { class: 'sweepProgress' }, this.bar, this.status);
    this.root = element(
      'section',
      { class: 'sweep', 'aria-label': 'Sweep' },
      this.form.root,
      this.progress,
      this.note,
      this.outdated,
      this.grid.root,
      this.credit.root,
      this.save,
    );
    this.hideResult();
    host.on('sweepPlanned', (message) => this.ifMine(message, () => this.plan(message)));
    host.on('sweepCell', (message) => this.ifMine(message, () => this.tell(message)));
    host.on('sweepEnded', (message) => this.ifMine(message, () => this.end(message)));
  }

  /** Whether there are pictures, or will be. */
  get isShown(): boolean {
    return this.planned !== null;
  }

  get running(): boolean {
    return this.isRunning;
  }

  offer(sweepables: readonly Sweepable[]): void {
    this.form.offer(sweepables);
    this.outdated.hidden = !this.planned || this.isRunning || this.listener.identity() === this.identity;
  }

  run(): void {
    const { values, chosen } = this.form;
    if (values) this.begin(chosen, values);
  }

  stop(): void {
    if (this.isRunning) this.services.host.send({ type: 'stopExperiment', id: this.id });
  }

  private begin(option: string, values: WiredSweptValues): void {
    const { host } = this.services;
    const subject = this.listener.subject();
    this.id = host.newId();
    [this.option, this.about, this.identity] = [option, this.listener.about(), this.listener.identity()];
    this.setRunning(true);
    this.hideResult();
    this.progress.hidden = false;
    this.bar.removeAttribute('value');
    this.status.textContent = '';
    this.status.classList.remove('failed');
    host.send({ type: 'sweep', id: this.id, subject, option, values });
  }

  private plan(message: SweepPlanned): void {
    this.planned = message;
    this.pictured.clear();
    this.refused.clear();
    this.grid.root.hidden = this.credit.root.hidden = false;
    this.grid.plan(message, this.option);
    this.note.hidden = message.note === null;
    this.note.textContent = message.note ?? '';
    this.credit.show(this.about, message.samples, null);
    this.count();
    this.listener.changed();
  }

  private tell({ cell, update }: Told<'sweepCell'>): void {
    this.grid.tell(cell, update);
    if (update.kind === 'refused') this.refused.add(cell);
    if (update.kind === 'picture') {
      this.pictured.add(cell);
      this.credit.show(this.about, this.planned?.samples ?? '', update.made);
      this.save.hidden = false;
    }
    this.count();
  }

  private end({ how, message, milliseconds }: Told<'sweepEnded'>): void {
    this.setRunning(false);
    const pictures = this.pictured.size;
    this.progress.hidden = how === 'complete';
    this.bar.hidden = true;
    this.status.classList.toggle('failed', how === 'failed');
    this.status.textContent = {
      complete: '',
      stopped: `Stopped after ${pictures} of ${this.planned?.cells.length ?? 0} pictures.`,
      failed: message,
    }[how];
    if (how === 'complete') {
      const seconds =
        milliseconds === 0 ? '' : ` in ${plainNumber(Number((milliseconds / 1000).toPrecision(2)))} seconds`;
      this.services.announce(
        `The sweep of ${this.option} is complete: ${pictures} pictures${this.refusedInWords}${seconds}.`,
      );
    } else this.services.announce(this.status.textContent);
    this.listener.changed();
  }

  private choose(cell: number): void {
    const { planned } = this;
    const chosen = planned?.cells.at(cell);
    if (!planned || !chosen) return;
    this.grid.choose(cell);
    const { value, label, current } = chosen;
    this.listener.chose({ option: this.option, value, label, current: current ? planned.current : null });
  }

  private count(): void {
    const all = this.planned?.cells.length ?? 0;
    this.bar.hidden = false;
    this.bar.max = all;
    this.bar.value = this.pictured.size + this.refused.size;
    this.status.textContent = `${this.pictured.size} of ${all} pictures${this.refusedInWords}`;
  }

  private get refusedInWords(): string {
    return this.refused.size === 0 ? '' : `, ${this.refused.size} refused`;
  }

  private hideResult(): void {
    this.planned = null;
    this.grid.clear();
    for (const part of [this.progress, this.note, this.outdated, this.grid.root, this.credit.root, this.save])
      part.hidden = true;
  }

  private setRunning(running: boolean): void {
    this.isRunning = running;
    this.form.running = running;
    this.listener.ran(running);
  }

  private ifMine({ id }: { readonly id: number }, then: () => void): void {
    if (id === this.id) then();
  }
}
