import { curvesOf } from '../../src/panel/shared/curves';
import { densityOf } from '../../src/panel/shared/explain/density';
import { explain } from '../../src/panel/shared/explain/explain';
import type { Figure } from '../../src/panel/shared/explain/part';
import { scheduleOf } from '../../src/panel/shared/explain/scheduleOf';
import { spacingOf } from '../../src/panel/shared/explain/spacing';
import { variantsOf } from '../../src/panel/shared/explain/variants';
import type { PanelState, SchedulerView } from '../../src/panel/protocol';
import type { Schedule, ScheduleRequest } from '../../src/schedulers/definition/schedule';
import { onThemeChange } from '../drawing/currentTheme';
import { button, element } from '../elements/element';
import { prose } from '../elements/prose';
import type { PageServices, View } from '../page/view';
import { ChapterView, type FigureView } from './chapterView';
import { densityFigure } from './density';
import { Plots, type Drawn } from './plots';
import { spacingFigure } from './spacing';
import { StepBar } from './stepBar';
import { VariantsFigure } from './variants';

/** A reading mode: what this schedule is made of, from β to the last step, with its own numbers. */
export class ExplainView implements View {
  readonly root: HTMLElement;
  private readonly bar: StepBar;
  private readonly contents = element('nav', { class: 'contents', 'aria-label': 'On this page' });
  private readonly text = element('div', { class: 'chapters' });
  private chapters: readonly ChapterView[] = [];
  private drawn: Drawn[] = [];
  /** What the chapters were written for. */
  private written = '';

  constructor(private readonly services: PageServices) {
    this.bar = new StepBar(services.cursor);
    this.root = element('div', { class: 'explain content' }, this.bar.root, this.contents, this.text);
    onThemeChange(() => this.redraw());
  }

  show({ scheduler }: PanelState): void {
    const curves = scheduler?.curves ?? null;
    this.services.cursor.count = curves?.steps.timesteps.length ?? 0;
    this.bar.show(curves);
    this.write(scheduler);
    this.redraw();
    this.moveTo(this.services.cursor.step);
  }

  moveTo(step: number): void {
    this.bar.moveTo(step);
    for (const chapter of this.chapters) chapter.moveTo(step);
  }

  leave(): void {
    // Nothing runs here.
  }

  isOnSteps(target: Element): boolean {
    return target.closest('.explainPlots, .stepBar') !== null;
  }

  private redraw(): void {
    for (const figure of this.drawn) figure.redraw();
  }

  /** Chapters are written again only for another schedule, so that reading is not disturbed. */
  private write(scheduler: SchedulerView | null): void {
    const about = JSON.stringify(scheduler?.request ?? null);
    if (about === this.written) return;
    this.written = about;
    this.drawn = [];
    const made = scheduler && scheduleOf(scheduler.request);
    this.chapters = !made
      ? []
      : explain(made.request, made.schedule).map(
          (chapter) => new ChapterView(chapter, (figure) => this.figureOf(figure, made.request, made.schedule)),
        );
    this.contents.hidden = this.chapters.length < 2;
    this.contents.replaceChildren(...this.chapters.map(linkTo));
    if (this.chapters.length > 0) this.text.replaceChildren(...this.chapters.map(({ root }) => root));
    else this.text.replaceChildren(nothing(scheduler));
  }

  private figureOf(figure: Figure, request: ScheduleRequest, schedule: Schedule): FigureView {
    const { cursor } = this.services;
    const curves = curvesOf(schedule, null);
    switch (figure) {
      case 'classicPlots':
        return this.draw(
          new Plots(['beta', 'alphasCumprod', 'sigma'], cursor, {
            curves,
            axis: 'timestep',
            original: null,
            skipped: 0,
          }),
        );
      case 'variants':
        return this.draw(new VariantsFigure(variantsOf(request, schedule), curves, cursor));
      case 'density': {
        const density = densityOf(schedule);
        return density ? densityFigure(density) : noFigure();
      }
      case 'spacing': {
        const spacing = spacingOf(schedule);
        return spacing ? spacingFigure(spacing) : noFigure();
      }
    }
  }

  private draw<T extends Drawn>(figure: T): T {
    this.drawn.push(figure);
    return figure;
  }
}

function linkTo({ heading, root }: ChapterView): HTMLElement {
  return button(heading.textContent, { class: 'link' }, () => {
    root.scrollIntoView({ block: 'start' });
    heading.focus({ preventScroll: true });
  });
}

function nothing(scheduler: SchedulerView | null): HTMLElement {
  const why = scheduler?.refusal
    ? `There is no schedule to explain: ${scheduler.refusal.message} ${scheduler.refusal.remedy}`
    : 'There is no schedule to explain.';
  return element('p', { class: 'prose' }, ...prose(why));
}

const noFigure = (): FigureView => ({ root: element('div', {}), moveTo: () => undefined });
