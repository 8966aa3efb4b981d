/** The panel's page: draws the state the extension host sends, and tells it what the user does. */
import type { Curves, PanelState } from '../src/panel/protocol';
import { CurvePlots } from './curvePlots';
import { button, element } from './element';
import { Header } from './header';
import { LargePicture } from './largePicture';
import { Host } from './messages';
import { optionsTable } from './optionsTable';
import './panel.css';
import { prose } from './prose';
import { StepCursor } from './stepCursor';
import { StepsTable } from './stepsTable';
import { mixInWords, StepValues } from './stepValues';
import { Strip } from './strip';
import { Thumbnails } from './thumbnails';
import { registerComponents } from './toolkit';

class Page {
  private readonly host = new Host((state) => this.show(state));
  private readonly cursor = new StepCursor();
  private readonly header = new Header(this.host);
  private readonly thumbnails = new Thumbnails(this.host, (steps) => this.thumbnailsArrived(steps));
  private readonly large = new LargePicture(this.host, this.thumbnails);
  private readonly values = new StepValues(this.cursor);
  private readonly strip = new Strip(this.cursor, this.thumbnails);
  private readonly steps = new StepsTable(this.cursor);
  private readonly curves: CurvePlots;
  private readonly why = element('section', { class: 'initNoiseSigma', 'aria-label': 'init_noise_sigma' });
  private readonly options = element('div', {
    class: 'scroller',
    tabindex: 0,
    role: 'region',
    'aria-label': 'All options',
  });
  private readonly tables = this.tablesOf();
  private readonly content: HTMLElement;
  private axis = this.host.remembered()?.axis ?? 'step';
  private state: PanelState | null = null;
  private frame = 0;

  constructor(private readonly root: HTMLElement) {
    this.curves = new CurvePlots(this.cursor, this.axis, (axis) => {
      this.axis = axis;
      this.save();
    });
    const detail = element(
      'section',
      { class: 'detail', 'aria-label': 'Current step' },
      this.large.root,
      this.values.root,
    );
    this.content = element(
      'div',
      { class: 'content' },
      this.why,
      element('div', { class: 'stage' }, this.curves.root, detail),
      this.strip.root,
      this.tables,
    );
    this.root.append(this.header.root, this.content);
    this.content.hidden = true;
    this.cursor.onMove(() => this.moved());
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  start(): void {
    this.host.send({ type: 'ready' });
  }

  private show(state: PanelState): void {
    const curves = state.scheduler?.curves ?? null;
    if (this.state?.uri !== state.uri) this.cursor.restore(state.step);
    this.state = state;
    this.cursor.count = curves?.steps.timesteps.length ?? 0;
    this.root.classList.toggle('gone', state.gone !== null);
    this.root.classList.toggle('refused', curves === null);
    this.header.show(state);
    this.content.hidden = state.scheduler === null;
    this.thumbnails.showKey(curves && this.cursor.count > 0 ? curves.picturesKey : null);
    this.showExplanation(state.scheduler?.initNoiseSigma ?? null);
    this.showPictured(curves);
    this.values.show(curves);
    this.steps.show(curves);
    this.options.replaceChildren(optionsTable(this.host, state.scheduler?.options ?? [], state.scheduler?.call ?? []));
    this.showTables(curves !== null);
    this.showLarge();
    this.save();
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

  /** Keys and pointers can be faster than the screen: what they moved is drawn once a frame. */
  private moved(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.drawStep(this.cursor.step);
    });
  }

  private drawStep(step: number): void {
    this.strip.moveTo(step);
    this.steps.moveTo(step);
    this.curves.moveTo(step);
    this.values.moveTo(step);
    this.showLarge();
    this.host.send({ type: 'step', step });
    this.save();
  }

  private showLarge(): void {
    const curves = this.state?.scheduler?.curves;
    const step = this.cursor.step;
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

  private save(): void {
    if (!this.state) return;
    const { uri, chosen } = this.state;
    this.host.remember({ uri, chosen, step: this.cursor.remembered, axis: this.axis });
  }

  /**
   * On the curves, the strip and the current step all cursor keys move the step; elsewhere the ones that would
   * scroll the page do that, and the others move the step unless the control in focus needs them.
   */
  private pressed(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const target = event.target instanceof Element ? event.target : document.body;
    if (!plain || event.defaultPrevented || target.closest('vscode-dropdown, vscode-panels, input')) return;
    const onSteps = target.closest('.curves, .strip, .detail') !== null;
    const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if ((onSteps || sideways) && this.cursor.moveByKey(event.key)) event.preventDefault();
  }

  private tablesOf(): HTMLElement {
    const copy = (what: 'sigmas' | 'timesteps') =>
      button(`Copy ${what}`, { class: 'link' }, () => this.host.send({ type: 'copy', what }));
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

registerComponents();
const root = document.getElementById('panel');
if (root) new Page(root).start();
