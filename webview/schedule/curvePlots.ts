import type { Curves } from '../../src/panel/protocol';
import type { Axis } from '../../src/panel/shared/curve/drawn';
import { chartSummary, CurveChart, ringRadius } from '../drawing/charts';
import { currentTheme, onThemeChange } from '../drawing/currentTheme';
import { CursorMark } from '../drawing/cursorMark';
import { button, element } from '../elements/element';
import { shortNumber } from '../../src/panel/shared/numbers';
import { absence, quantities, type Quantity } from '../../src/panel/shared/curve/quantities';
import type { StepCursor } from '../page/stepCursor';
import type { Theme } from '../drawing/theme';

interface Plot {
  readonly quantity: Quantity;
  readonly chart: CurveChart;
  readonly canvas: HTMLCanvasElement;
  readonly value: HTMLElement;
  readonly figure: HTMLElement;
}

const axes: readonly { readonly axis: Axis; readonly label: string; readonly title: string }[] = [
  { axis: 'step', label: 'over steps', title: 'One point after the other, in the order they are sampled' },
  {
    axis: 'timestep',
    label: 'over training timesteps',
    title: 'Where the steps lie on the curve the model was trained on (dashed)',
  },
];

/** The four curves side by side, on one step cursor. */
export class CurvePlots {
  readonly root: HTMLElement;
  private readonly plots: readonly Plot[];
  private readonly axisSwitch: HTMLElement;
  private theme: Theme = currentTheme();
  private curves: Curves | null = null;
  private original: Curves | null = null;
  private skipped = 0;

  constructor(
    private readonly cursor: StepCursor,
    private axis: Axis,
    private readonly onAxis: (axis: Axis) => void,
  ) {
    this.plots = quantities.map((quantity) => plotOf(quantity, (step) => cursor.moveTo(step)));
    this.axisSwitch = this.switchOf();
    const grid = element('div', { class: 'plots' }, ...this.plots.map(({ figure }) => figure));
    this.root = element(
      'section',
      { class: 'curves', tabindex: 0, 'aria-label': 'Curves; arrow keys move the step' },
      this.axisSwitch,
      grid,
    );
    onThemeChange((theme) => {
      this.theme = theme;
      this.redraw();
    });
  }

  /**
   * @param original what the code says, where the curves are of something else
   * @param skipped how many of the first steps are not taken
   */
  show(curves: Curves | null, original: Curves | null = null, skipped = 0): void {
    this.curves = curves;
    this.original = original;
    this.skipped = skipped;
    this.root.hidden = curves === null;
    this.redraw();
  }

  moveTo(step: number): void {
    for (const plot of this.plots) {
      plot.chart.moveTo(step);
      this.writeValue(plot, step);
    }
  }

  /** Draws first and writes then: text that changes between two charts would have the page laid out for each. */
  private redraw(): void {
    const { curves, axis, theme, original, skipped } = this;
    if (!curves) return;
    const drawn = this.plots.filter(({ quantity }) => quantity.ofSteps(curves.steps) !== null);
    for (const { chart } of drawn) chart.show({ curves, axis, theme, original, skipped }, this.cursor.step);
    for (const plot of this.plots) {
      plot.figure.classList.toggle('absent', !drawn.includes(plot));
      plot.canvas.setAttribute('aria-label', chartSummary(plot.quantity, curves));
      this.writeValue(plot, this.cursor.step);
    }
    const overTime = this.axisSwitch.querySelector('[data-axis=timestep]');
    if (overTime) overTime.textContent = `over ${curves.timeName === 'time' ? 'time' : `${curves.timeName}s`}`;
  }

  private writeValue({ quantity, value }: Plot, step: number): void {
    const column = this.curves && quantity.ofSteps(this.curves.steps);
    value.textContent = column && step >= 0 ? shortNumber(column[step]) : '–';
  }

  private switchOf(): HTMLElement {
    const buttons = axes.map(({ axis, label, title }) =>
      button(label, { title, 'data-axis': axis, 'aria-pressed': String(this.axis === axis) }, () => {
        this.axis = axis;
        for (const each of buttons) each.setAttribute('aria-pressed', String(each.dataset['axis'] === axis));
        this.redraw();
        this.onAxis(axis);
      }),
    );
    return element('div', { class: 'axisSwitch', role: 'group', 'aria-label': 'Draw the curves' }, ...buttons);
  }
}

function plotOf(quantity: Quantity, onHover: (step: number) => void): Plot {
  const canvas = element('canvas', { role: 'img' });
  const cursor = new CursorMark(ringRadius);
  const place = element('div', { class: 'canvas' }, canvas, cursor.root);
  const value = element('output', {});
  const label = element('span', { class: 'symbol' }, quantity.symbol);
  const caption = element(
    'figcaption',
    { title: quantity.explanation },
    label,
    element('span', { class: 'meaning' }, quantity.meaning),
    value,
  );
  const none = element('p', { class: 'none' }, absence(quantity));
  const figure = element('figure', { class: `plot ${quantity.colour}` }, caption, place, none);
  const chart = new CurveChart(place, canvas, cursor, quantity, onHover);
  return { quantity, canvas, value, figure, chart };
}
