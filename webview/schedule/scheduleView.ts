import * as v from 'valibot';
import type { Curves, PanelState, SchedulerView, WiredChanges } from '../../src/panel/protocol';
import { pictureCaption } from '../../src/panel/shared/stepInWords';
import { button, element } from '../elements/element';
import { prose } from '../elements/prose';
import type { PageServices, View } from '../page/view';
import { CurvePlots } from './curvePlots';
import { LargePicture } from './largePicture';
import { optionsTable } from './optionsTable';
import { Pictures } from '../page/pictures';
import { StepsTable } from './stepsTable';
import { StepValues } from './stepValues';
import { Strip } from './strip';
import { Thumbnails } from './thumbnails';
import { WhatIfPanel } from './whatIf/whatIfPanel';

const kept = v.object({
  /** What the curves are drawn over. */
  axis: v.picklist(['step', 'timestep']),
});

/** Milliseconds without a change after which tables and pictures follow the curves. */
const settled = 150;

/** One schedule step by step: curves, pictures and tables on one cursor. */
export class ScheduleView implements View {
  readonly root: HTMLElement;
  private readonly pictures: Pictures;
  private readonly thumbnails: Thumbnails;
  private readonly large: LargePicture;
  private readonly values: StepValues;
  private readonly strip: Strip;
  private readonly steps: StepsTable;
  private readonly curves: CurvePlots;
  private readonly why = element('section', { class: 'initNoiseSigma', 'aria-label': 'init_noise_sigma' });
  private readonly options = element('div', {
    class: 'scroller',
    tabindex: 0,
    role: 'region',
    'aria-label': 'All options',
  });
  private readonly tables: HTMLElement;
  private readonly whatIf: WhatIfPanel;
  private shown: SchedulerView | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly services: PageServices) {
    const { host, cursor, memory } = services;
    this.pictures = new Pictures(host);
    this.thumbnails = new Thumbnails(this.pictures, (steps) => this.thumbnailsArrived(steps));
    this.large = new LargePicture(host, this.pictures, this.thumbnails);
    this.values = new StepValues(cursor);
    this.strip = new Strip(cursor, this.thumbnails);
    this.steps = new StepsTable(cursor);
    this.curves = new CurvePlots(cursor, memory.read(kept)?.axis ?? 'step', (axis) => memory.write({ axis }));
    this.whatIf = new WhatIfPanel(services, (view) => this.follow(view));
    this.tables = this.tablesOf();
    const detail = element(
      'section',
      { class: 'detail', 'aria-label': 'Current step' },
      this.large.root,
      this.values.root,
    );
    this.root = element(
      'div',
      { class: 'content' },
      this.why,
      this.whatIf.bar,
      element('div', { class: 'stage' }, this.whatIf.form, this.curves.root, detail),
      this.strip.root,
      this.tables,
    );
  }

  show(state: PanelState): void {
    this.draw(this.whatIf.show(state));
  }

  /** The curves and numbers follow at once; text, tables and pictures wait until nothing is changed any more. */
  private follow(view: SchedulerView | null): void {
    this.services.cursor.count = view?.curves?.steps.timesteps.length ?? 0;
    this.shown = view;
    this.showCurves(view?.curves ?? null);
    this.root.classList.toggle('refused', view?.curves === null);
    this.values.show(view?.curves ?? null);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.draw(view), settled);
  }

  private draw(view: SchedulerView | null): void {
    clearTimeout(this.waiting);
    const curves = view?.curves ?? null;
    this.services.cursor.count = curves?.steps.timesteps.length ?? 0;
    this.shown = view;
    this.root.classList.toggle('refused', curves === null);
    this.pictures.changes = this.whatIf.changes;
    this.thumbnails.showKey(curves && this.services.cursor.count > 0 ? curves.picturesKey : null);
    this.showExplanation(view?.initNoiseSigma ?? null);
    this.showCurves(curves);
    this.strip.show(levelsOf(curves));
    this.values.show(curves);
    this.steps.show(curves);
    this.options.replaceChildren(optionsTable(this.services.host, view?.options ?? [], view?.call ?? []));
    this.showTables(curves !== null);
    this.showLarge();
  }

  moveTo(step: number): void {
    this.strip.moveTo(step);
    this.steps.moveTo(step);
    this.curves.moveTo(step);
    this.values.moveTo(step);
    this.showLarge();
  }

  leave(): void {
    clearTimeout(this.waiting);
    this.thumbnails.show([]);
    this.large.show(null, -1, '');
  }

  changes(): WiredChanges | null {
    return this.whatIf.changes;
  }

  isOnSteps(target: Element): boolean {
    return target.closest('.curves, .strip, .detail') !== null;
  }

  private showCurves(curves: Curves | null): void {
    const levels = levelsOf(curves);
    this.curves.show(levels, this.whatIf.original, curves ? this.whatIf.skippedOf(curves) : 0);
    this.large.root.hidden = this.strip.root.hidden = curves !== null && levels === null;
  }

  /** Without steps the options are all there is to look at. */
  private showTables(steps: boolean): void {
    const forced = this.tables.dataset['forced'] === 'true';
    if (steps === forced) {
      this.tables.dataset['forced'] = String(!steps);
      this.tables.setAttribute('activeid', steps ? 'tab-steps' : 'tab-options');
    }
  }

  private showExplanation(explanation: NonNullable<PanelState['scheduler']>['initNoiseSigma']): void {
    this.why.hidden = explanation === null;
    if (!explanation) return;
    const { headline, why, purpose } = explanation;
    this.why.replaceChildren(
      element('p', { class: 'headline' }, ...prose(headline)),
      element('p', {}, ...prose(why)),
      element('p', {}, ...prose(purpose)),
    );
  }

  private showLarge(): void {
    const curves = this.shown?.curves;
    const step = this.services.cursor.step;
    if (!curves?.hasNoiseLevels || step < 0) this.large.show(null, -1, '');
    else this.large.show(curves.picturesKey, step, pictureCaption(curves, step));
  }

  private thumbnailsArrived(steps: readonly number[]): void {
    this.strip.paint(steps);
    this.large.standIn();
  }

  private tablesOf(): HTMLElement {
    const copy = (what: 'sigmas' | 'timesteps') =>
      button(`Copy ${what}`, { class: 'link' }, () => this.services.host.send({ type: 'copy', what }));
    const copies = element('p', { class: 'copies' }, copy('sigmas'), copy('timesteps'));
    return element(
      'vscode-panels',
      { class: 'tables', 'aria-label': 'Tables' },
      element('vscode-panel-tab', { id: 'tab-steps' }, 'Steps'),
      element('vscode-panel-tab', { id: 'tab-options' }, 'Options'),
      element('vscode-panel-view', { id: 'view-steps' }, element('div', {}, copies, this.steps.root)),
      element('vscode-panel-view', { id: 'view-options' }, this.options),
    );
  }
}

/** Tokens have neither curves nor pictures. */
const levelsOf = (curves: Curves | null): Curves | null => (curves?.hasNoiseLevels === false ? null : curves);
