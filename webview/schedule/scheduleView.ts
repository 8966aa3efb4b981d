import * as v from 'valibot';
import type { Curves, PanelState } from '../../src/panel/protocol';
import { button, element } from '../element';
import { prose } from '../prose';
import type { PageServices, View, ViewDefinition } from '../view';
import { CurvePlots } from './curvePlots';
import { LargePicture } from './largePicture';
import { optionsTable } from './optionsTable';
import { Pictures } from './pictures';
import { StepsTable } from './stepsTable';
import { mixInWords, StepValues } from './stepValues';
import { Strip } from './strip';
import { Thumbnails } from './thumbnails';

const kept = v.object({
  /** What the curves are drawn over. */
  axis: v.picklist(['step', 'timestep']),
});

/** One schedule step by step: curves, pictures and tables on one cursor. */
class ScheduleView implements View {
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
  private state: PanelState | null = null;

  constructor(private readonly services: PageServices) {
    const { host, cursor, memory } = services;
    this.pictures = new Pictures(host);
    this.thumbnails = new Thumbnails(this.pictures, (steps) => this.thumbnailsArrived(steps));
    this.large = new LargePicture(this.pictures, this.thumbnails);
    this.values = new StepValues(cursor);
    this.strip = new Strip(cursor, this.thumbnails);
    this.steps = new StepsTable(cursor);
    this.curves = new CurvePlots(cursor, memory.read(kept)?.axis ?? 'step', (axis) => memory.write({ axis }));
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
      element('div', { class: 'stage' }, this.curves.root, detail),
      this.strip.root,
      this.tables,
    );
  }

  show(state: PanelState): void {
    const { scheduler } = state;
    const curves = scheduler?.curves ?? null;
    this.state = state;
    this.root.classList.toggle('refused', curves === null);
    this.thumbnails.showKey(curves && this.services.cursor.count > 0 ? curves.picturesKey : null);
    this.showExplanation(scheduler?.initNoiseSigma ?? null);
    this.showPictured(curves);
    this.values.show(curves);
    this.steps.show(curves);
    this.options.replaceChildren(optionsTable(this.services.host, scheduler?.options ?? [], scheduler?.call ?? []));
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
    this.thumbnails.show([]);
    this.large.show(null, -1, '');
  }

  isOnSteps(target: Element): boolean {
    return target.closest('.curves, .strip, .detail') !== null;
  }

  /** Tokens have neither curves nor pictures. */
  private showPictured(curves: Curves | null): void {
    const levels = curves?.hasNoiseLevels === false ? null : curves;
    this.curves.show(levels);
    this.large.root.hidden = this.strip.root.hidden = curves !== null && levels === null;
    this.strip.show(levels);
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
    const curves = this.state?.scheduler?.curves;
    const step = this.services.cursor.step;
    if (!curves?.hasNoiseLevels || step < 0) this.large.show(null, -1, '');
    else
      this.large.show(
        curves.picturesKey,
        step,
        `What the model is given at step ${step + 1}: ${mixInWords(curves, step)}`,
      );
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

export const scheduleView: ViewDefinition = {
  id: 'schedule',
  title: 'Schedule',
  make: (services) => new ScheduleView(services),
};
