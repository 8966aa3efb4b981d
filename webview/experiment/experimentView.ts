import * as v from 'valibot';
import {
  changes,
  experimentSettings,
  sweptValues,
  type ExperimentSubject,
  type HostMessage,
  type PanelState,
  type WiredChanges,
} from '../../src/panel/protocol';
import { distilledNote, runnableOf, sweepables, type Runnable } from '../../src/panel/shared/experiment';
import { differencesOf } from '../../src/panel/shared/differences';
import { button, element } from '../elements/element';
import { plainNumber } from '../../src/panel/shared/numbers';
import type { PageServices, View } from '../page/view';
import { RunView } from './runView';
import { SettingsForm, usualSettings } from './settingsForm';
import { SweepView, type ChosenValue } from './sweepView';

const kept = v.object({
  option: v.string(),
  values: v.nullable(sweptValues),
  settings: experimentSettings,
  /** A sweep was shown. */
  swept: v.boolean(),
});

/** What the Schedule view keeps of its what-if. */
const whatIfKept = v.object({ about: v.string(), changes });

/** Milliseconds without a change after which the run follows. */
const settled = 400;

type Ran = Extract<HostMessage, { type: 'ran' }>;

/** Sampling runs of the scheduler shown, with a denoiser in the model's place: a sweep of an option, and one run in full. */
export class ExperimentView implements View {
  readonly root: HTMLElement;
  private readonly whyNot = element('p', { class: 'whyNoRun' });
  private readonly tried = element('p', { class: 'tried' });
  /** What is not like the models that the class is made for. */
  private readonly distilled = element('p', { class: 'distilled' });
  private readonly settings: SettingsForm;
  private readonly sweep: SweepView;
  private readonly run: RunView;
  private readonly title = element('h2', {});
  private readonly refusal = element('p', { class: 'refusal', role: 'status' });
  private readonly back: HTMLElement;
  private readonly body: HTMLElement;
  private state: PanelState | null = null;
  private runnable: Runnable = { whyNot: '' };
  private chosen: ChosenValue | null = null;
  /** What the run that is shown or awaited is of. */
  private ofRun = '';
  private runId = -1;
  /** The first step that the run took, and how many. */
  private first = 0;
  private taken = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private isRestored = false;

  constructor(private readonly services: PageServices) {
    const { host, memory } = services;
    const remembered = memory.read(kept);
    this.settings = new SettingsForm(remembered?.settings ?? usualSettings, () => this.changed());
    this.sweep = new SweepView(services, {
      subject: () => this.subject(),
      identity: () => this.identity(),
      about: () => this.about(this.runnable, this.state, false),
      chose: (value) => this.choose(value),
      ran: (running) => (running ? this.run.pause() : this.run.resume()),
      changed: () => this.remember(),
    });
    this.run = new RunView(host, (step) => this.followHere(step));
    this.back = button('Back to the run as configured', { class: 'link' }, () => this.choose(null));
    this.body = element(
      'div',
      { class: 'experimentBody' },
      this.tried,
      this.distilled,
      this.sweep.root,
      this.settings.root,
      element(
        'section',
        { class: 'oneRun', 'aria-label': 'One run, step by step' },
        element('div', { class: 'runTitle' }, this.title, this.back),
        this.refusal,
        this.run.root,
      ),
    );
    this.root = element('div', { class: 'content experiment' }, this.whyNot, this.body);
    host.on('ran', (message) => this.ran(message));
  }

  show(state: PanelState): void {
    if (state.chosen !== this.state?.chosen || state.uri !== this.state.uri) this.chosen = null;
    this.state = state;
    const { scheduler } = state;
    this.runnable = scheduler ? runnableOf(scheduler.request, this.changes()) : { whyNot: 'There is no scheduler.' };
    const ready = !('whyNot' in this.runnable);
    this.whyNot.hidden = ready;
    this.body.hidden = !ready;
    if ('whyNot' in this.runnable) {
      this.whyNot.textContent = this.runnable.whyNot;
      this.leave();
      return;
    }
    const { request, schedule } = this.runnable;
    this.services.cursor.count = schedule.steps.count;
    this.showTried();
    const distilled = distilledNote(request.className);
    this.distilled.hidden = distilled === null;
    this.distilled.textContent = distilled;
    this.settings.show(request.className);
    this.sweep.offer(sweepables(request, schedule));
    this.restore();
    this.runSoon();
  }

  moveTo(step: number): void {
    if (this.follows) this.run.moveTo(step - this.first);
  }

  leave(): void {
    clearTimeout(this.waiting);
    this.sweep.stop();
    this.services.host.send({ type: 'stopExperiment', id: this.runId });
    this.run.leave();
    this.ofRun = '';
  }

  isOnSteps(target: Element): boolean {
    return target.closest('.run') !== null;
  }

  changes(): WiredChanges | null {
    const { state } = this;
    const whatIf = this.services.memory.read(whatIfKept, 'schedule');
    return state && whatIf?.about === `${state.uri} ${state.chosen ?? ''}` ? whatIf.changes : null;
  }

  /** Begins the sweep of an option at once. */
  begin(option: string): void {
    this.sweep.form.begin(option);
    this.sweep.run();
  }

  /** What was there before the page was hidden or reloaded: a sweep that was shown is shown again. */
  private restore(): void {
    if (this.isRestored) return;
    this.isRestored = true;
    const remembered = this.services.memory.read(kept);
    if (!remembered) return;
    this.sweep.form.begin(remembered.option, remembered.values);
    if (remembered.swept) this.sweep.run();
  }

  private remember(): void {
    const { chosen: option, values } = this.sweep.form;
    this.services.memory.write({ option, values, settings: this.settings.settings, swept: this.sweep.isShown });
  }

  private changed(): void {
    this.remember();
    if (this.state) this.show(this.state);
  }

  private choose(value: ChosenValue | null): void {
    this.chosen = value;
    this.runNow();
    this.title.scrollIntoView({ block: 'nearest' });
  }

  /** Where a run is shown, the next one waits until what it is of has come to rest. */
  private runSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.runNow(), this.ofRun === '' ? 0 : settled);
  }

  private runNow(): void {
    if ('whyNot' in this.runnable) return;
    const subject = this.subject();
    const { chosen } = this;
    const swept = chosen && { option: chosen.option, value: chosen.value };
    const ofRun = JSON.stringify([this.identity(), swept]);
    if (ofRun === this.ofRun) return;
    this.ofRun = ofRun;
    this.runId = this.services.host.newId();
    this.writeTitle(true);
    this.services.host.send({ type: 'run', id: this.runId, subject, swept });
  }

  private ran({ id, outcome }: Ran): void {
    if (id !== this.runId || outcome.kind === 'stopped') return;
    this.writeTitle(false);
    this.refusal.hidden = outcome.kind !== 'refused';
    if (outcome.kind === 'refused') {
      const { type, message, remedy } = outcome.refusal;
      this.refusal.textContent = `${type}: ${message} ${remedy}`;
      this.run.clear();
      return;
    }
    const { initNoiseSigma } = outcome;
    const start =
      initNoiseSigma === null ? 'begun at the noised picture' : `first noise × ${plainNumber(initNoiseSigma)}`;
    this.run.show({ id, run: outcome, about: `${this.about(this.runnable, this.state, true)}, ${start}` });
    this.first = outcome.first;
    this.taken = outcome.timesteps.length;
    this.moveTo(this.services.cursor.step);
  }

  /** The panel's cursor and the run's go together where both are of the same steps. */
  private get follows(): boolean {
    return this.first + this.taken === this.services.cursor.count;
  }

  private followHere(step: number): void {
    if (this.follows) this.services.cursor.moveTo(this.first + step);
  }

  private writeTitle(isRunning: boolean): void {
    const { chosen } = this;
    this.back.hidden = chosen === null;
    const which = chosen
      ? [
          'One run, with ',
          element('code', {}, chosen.option),
          ` = ${chosen.label}${chosen.current === null ? '' : ` (${chosen.current})`}`,
        ]
      : ['One run, as configured'];
    this.title.replaceChildren(...which, ...(isRunning ? [element('span', { class: 'of' }, ' running…')] : []));
  }

  private showTried(): void {
    const tried = this.changes();
    const request = this.state?.scheduler?.request;
    const differences = tried && request ? differencesOf(request, tried) : [];
    this.tried.hidden = differences.length === 0;
    this.tried.textContent = `With what is tried in the Schedule view: ${differences.map(({ name, to }) => `${name} = ${to}`).join(', ')}.`;
  }

  /** Equal for equal pictures. */
  private identity(): string {
    const { scheduler } = this.state ?? {};
    return JSON.stringify([scheduler?.request, scheduler?.curves?.picturesKey, this.subject()]);
  }

  private subject(): ExperimentSubject {
    return { changes: this.changes(), settings: this.settings.settings };
  }

  private about(runnable: Runnable, state: PanelState | null, isOne: boolean): string {
    if ('whyNot' in runnable) return '';
    const { schedule } = runnable;
    const { settings } = this.settings;
    const sweptName = isOne ? (this.chosen?.option ?? '') : this.sweep.form.chosen;
    const steps = sweptName === 'num_inference_steps' ? [] : [`${schedule.steps.count} steps`];
    const seed = sweptName === 'seed' ? [] : [`seed ${settings.seed}`];
    const value = isOne && this.chosen ? [`${this.chosen.option} ${this.chosen.label}`] : [];
    return [state?.scheduler?.className ?? '', ...value, ...steps, ...seed].join(', ');
  }
}
