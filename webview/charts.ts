import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
} from 'chart.js';
import type { Curves } from '../src/panel/protocol';
import { limitsOf, xScale, yScale, type Dot, type Limits } from './chartScales';
import type { CursorMark, Mark } from './cursorMark';
import { shortNumber } from './numbers';
import type { Quantity } from './quantities';
import type { Theme } from './theme';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** What the curves are drawn over: the steps in their order, or the timesteps the model was trained on. */
export type Axis = 'step' | 'timestep';

type LineChart = Chart<'line', Dot[]>;

/** More steps than this are drawn as a line without points. */
const mostPoints = 80;

/** No schedule means numbers beyond this (or, on a logarithmic axis, below its inverse): they leave no room for others. */
const unreadable = 1e12;

/** Everything a chart is drawn from. */
export interface ChartContent {
  readonly curves: Curves;
  readonly axis: Axis;
  readonly theme: Theme;
  /** What the code says, as a grey backdrop to what the user has made of it. */
  readonly original: Curves | null;
  /** How many of the first steps are not taken. */
  readonly skipped: number;
}

/** One curve over the steps, with the training curve behind it, drawn in place as schedule, cursor and theme change. */
export class CurveChart {
  private readonly chart: LineChart;
  private theme: Theme | null = null;
  private step = -1;
  private skipped = 0;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly cursor: CursorMark,
    private readonly quantity: Quantity,
    onHover: (step: number) => void,
  ) {
    this.chart = new Chart<'line', Dot[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        normalized: true,
        parsing: false,
      },
      plugins: [
        { id: 'stepCursor', beforeDatasetsDraw: () => this.shadeSkipped(), afterDraw: () => this.drawCursor() },
      ],
    });
    const follow = (event: PointerEvent) => {
      const step = this.nearestStep(event.offsetX);
      if (step >= 0) onHover(step);
    };
    canvas.addEventListener('pointermove', follow);
    canvas.addEventListener('pointerdown', follow);
  }

  /** Draws a schedule; `step` is where the cursor stands. */
  show({ curves, axis, theme, original, skipped }: ChartContent, step: number): void {
    this.theme = theme;
    this.step = step;
    this.skipped = skipped;
    const overSteps = axis === 'step';
    const logarithmic =
      this.quantity.id === 'sigma' && (curves.logarithmicSigma || original?.logarithmicSigma === true);
    const lineOf = (of: Curves): Dot[] => {
      const values = this.quantity.ofSteps(of.steps) ?? new Float64Array();
      return dots(values, overSteps ? ordinals(values.length) : of.steps.timesteps, logarithmic);
    };
    const behind = overSteps ? null : this.quantity.ofTraining(curves.training);
    const steps = lineOf(curves);
    const before = original ? lineOf(original) : [];
    const training = behind ? dots(behind, curves.training.timesteps, logarithmic) : [];
    this.chart.data.datasets = [
      this.stepsLine(steps, theme),
      ...(original ? [originalLine(before, theme)] : []),
      ...(behind ? [trainingLine(training, theme)] : []),
    ];
    const all = [...steps, ...before, ...training];
    const heights = all.map(({ y }) => y);
    this.chart.options.scales = {
      x: xScale(exactly(all), !overSteps, theme),
      y: yScale(this.quantity.range ?? limitsOf(heights, logarithmic), logarithmic, theme),
    };
    this.chart.update('none');
  }

  /** Moves the cursor without laying out anything anew. */
  moveTo(step: number): void {
    this.step = step;
    this.drawCursor();
  }

  private stepsLine(data: Dot[], theme: Theme): ChartDataset<'line', Dot[]> {
    const colour = theme[this.quantity.colour];
    const radius = data.length <= mostPoints ? 2.5 : 0;
    return {
      data,
      order: 0,
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: theme.highContrast ? 2 : 1.5,
      pointStyle: this.quantity.pointStyle,
      pointRadius: data.length === 1 ? 4 : radius,
      pointBorderWidth: 0,
    };
  }

  /** Where the cursor's step was drawn. */
  private get mark(): Mark | null {
    const point = this.step < 0 ? undefined : this.chart.data.datasets.at(0)?.data.at(this.step);
    const { x, y } = this.chart.scales;
    if (!point) return null;
    const { top, bottom } = this.chart.chartArea;
    return { x: x.getPixelForValue(point.x), y: y.getPixelForValue(point.y), top, bottom };
  }

  /** The steps that are not taken lie behind a veil that begins at the first one taken. */
  private shadeSkipped(): void {
    const points = this.chart.data.datasets.at(0)?.data ?? [];
    const first = this.skipped > 0 ? points.at(Math.min(this.skipped, points.length - 1)) : undefined;
    if (!first || !this.theme) return;
    const { ctx, chartArea, scales } = this.chart;
    const edge = scales['x'].getPixelForValue(first.x);
    ctx.save();
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = this.theme.foreground;
    ctx.fillRect(chartArea.left, chartArea.top, edge - chartArea.left, chartArea.bottom - chartArea.top);
    ctx.restore();
  }

  private drawCursor(): void {
    if (!this.theme) return;
    const { cursor, background, highContrast } = this.theme;
    const ring = this.theme[this.quantity.colour];
    this.cursor.draw(this.mark, { line: cursor, lineWidth: highContrast ? 2 : 1, ring, inside: background });
  }

  private nearestStep(pixel: number): number {
    const scale = this.chart.scales['x'];
    const data = this.chart.data.datasets.at(0)?.data ?? [];
    let nearest = -1;
    let shortest = Infinity;
    for (const [step, point] of data.entries()) {
      const distance = Math.abs(scale.getPixelForValue(point.x) - pixel);
      if (distance < shortest) [nearest, shortest] = [step, distance];
    }
    return nearest;
  }
}

function trainingLine(data: Dot[], theme: Theme): ChartDataset<'line', Dot[]> {
  return { data, order: 1, borderColor: theme.muted, borderWidth: 1, borderDash: [4, 3], pointRadius: 0 };
}

/** Broader than the curve, so that it is seen on both sides where the two agree. */
function originalLine(data: Dot[], theme: Theme): ChartDataset<'line', Dot[]> {
  return { data, order: 2, borderColor: theme.backdrop, borderWidth: 5, pointRadius: 0 };
}

/** Values that cannot be drawn become gaps. */
function dots(values: Float64Array, xs: Float64Array, logarithmic: boolean): Dot[] {
  const isDrawn = (y: number) => Math.abs(y) < unreadable && (!logarithmic || y > 1 / unreadable);
  const made = new Array<Dot>(values.length);
  for (let i = 0; i < made.length; i++) made[i] = { x: xs[i], y: isDrawn(values[i]) ? values[i] : NaN };
  return made;
}

function ordinals(count: number): Float64Array {
  return new Float64Array(count).map((_, i) => i + 1);
}

/** From the first point to the last, with room for a single one. */
function exactly(points: readonly Dot[]): Limits {
  const min = points.reduce((least, { x }) => Math.min(least, x), Infinity);
  const max = points.reduce((most, { x }) => Math.max(most, x), -Infinity);
  return min < max ? { min, max } : limitsOf([min], false);
}

/** What a canvas shows, for those who do not see it. */
export function chartSummary(quantity: Quantity, curves: Curves): string {
  const values = quantity.ofSteps(curves.steps);
  if (!values || values.length === 0) return `${quantity.name}: none`;
  const last = values.length - 1;
  return `${quantity.name} over ${values.length} steps, from ${shortNumber(values[0])} to ${shortNumber(values[last])}. The table of steps has every value.`;
}
