import { chartSummary, CurveChart, ringRadius, type ChartContent } from '../drawing/charts';
import { currentTheme } from '../drawing/currentTheme';
import { CursorMark } from '../drawing/cursorMark';
import { element } from '../elements/element';
import { shortNumber } from '../../src/panel/shared/numbers';
import { quantities, type Quantity } from '../../src/panel/shared/curve/quantities';
import type { StepCursor } from '../page/stepCursor';
import type { FigureView } from './chapterView';

/** What a plot is drawn from, but for the colours. */
export type PlotContent = Omit<ChartContent, 'theme'>;

/** A figure that is drawn on canvases, and has to be drawn again when the theme changes. */
export interface Drawn extends FigureView {
  redraw(): void;
}

/** One curve with its caption. */
class Plot {
  readonly root: HTMLElement;
  private readonly canvas = element('canvas', { role: 'img' });
  private readonly value = element('output', {});
  private readonly chart: CurveChart;

  constructor(
    private readonly quantity: Quantity,
    private readonly cursor: StepCursor,
    private content: PlotContent,
  ) {
    const mark = new CursorMark(ringRadius);
    const place = element('div', { class: 'canvas' }, this.canvas, mark.root);
    this.chart = new CurveChart(place, this.canvas, mark, quantity, (step) => cursor.moveTo(step));
    this.root = element(
      'figure',
      { class: `plot ${quantity.colour}` },
      element(
        'figcaption',
        { title: quantity.explanation },
        element('span', { class: 'symbol' }, quantity.symbol),
        element('span', { class: 'meaning' }, quantity.meaning),
        this.value,
      ),
      place,
    );
    this.canvas.setAttribute('aria-label', chartSummary(quantity, content.curves));
  }

  show(content: PlotContent): void {
    this.content = content;
    this.redraw();
  }

  redraw(): void {
    this.chart.show({ ...this.content, theme: currentTheme() }, this.cursor.step);
    this.write(this.cursor.step);
  }

  moveTo(step: number): void {
    this.chart.moveTo(step);
    this.write(step);
  }

  private write(step: number): void {
    const column = this.quantity.ofSteps(this.content.curves.steps);
    this.value.textContent = column && step >= 0 ? shortNumber(column[step]) : '–';
  }
}

/** Curves of some quantities side by side: those that the schedule has. */
export class Plots implements Drawn {
  readonly root: HTMLElement;
  private readonly plots: readonly Plot[];

  constructor(ids: readonly string[], cursor: StepCursor, content: PlotContent) {
    const shown = ids.flatMap((id) => quantities.filter((quantity) => quantity.id === id));
    this.plots = shown
      .filter(({ ofSteps }) => ofSteps(content.curves.steps) !== null)
      .map((quantity) => new Plot(quantity, cursor, content));
    this.root = element(
      'div',
      { class: 'explainPlots', tabindex: 0, role: 'group', 'aria-label': 'Curves; arrow keys move the step' },
      ...this.plots.map(({ root }) => root),
    );
  }

  show(content: PlotContent): void {
    for (const plot of this.plots) plot.show(content);
  }

  redraw(): void {
    for (const plot of this.plots) plot.redraw();
  }

  moveTo(step: number): void {
    for (const plot of this.plots) plot.moveTo(step);
  }
}
