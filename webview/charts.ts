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
import { drawAxes, noAxes, roomForLabels, type Axes } from './axes';
import { exactly, limitsOf, xScale, yScale, type Dot } from './chartScales';
import type { CursorMark, Mark } from './cursorMark';
import { drawnDots, mostPoints, noLine, type Line } from './line';
import { shortNumber } from './numbers';
import type { Quantity } from './quantities';
import type { Theme } from './theme';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** What the curves are drawn over: the steps in their order, or the timesteps the model was trained on. */
export type Axis = 'step' | 'timestep';

type LineChart = Chart<'line', Dot[]>;

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
  private line: Line = noLine;
  private axes: Axes = noAxes;
  /** What chart.js was last laid out for. */
  private look = '';
  private lookTheme: Theme | null = null;
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
        {
          id: 'stepCursor',
          beforeDatasetsDraw: () => {
            this.drawAxes();
            this.shadeSkipped();
          },
          afterDraw: () => this.drawCursor(),
        },
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
    const lineOf = (of: Curves): Line => {
      const values = this.quantity.ofSteps(of.steps) ?? new Float64Array();
      return line(values, overSteps ? ordinals(values.length) : of.steps.timesteps, logarithmic);
    };
    const behind = overSteps ? null : this.quantity.ofTraining(curves.training);
    this.line = lineOf(curves);
    const before = original ? lineOf(original) : noLine;
    const training = behind ? line(behind, curves.training.timesteps, logarithmic) : noLine;
    const lines = [this.line, before, training];
    const x = exactly(lines.map(({ xs }) => xs));
    const heights = lines.map(({ ys }) => ys);
    this.axes = { x, y: this.quantity.range ?? limitsOf(heights, logarithmic), logarithmic };
    const look = [axis, logarithmic, pointRadius(this.line)].join(' ');
    if (look === this.look && theme === this.lookTheme) this.followLines(lines);
    else this.layOut(lines, overSteps, theme);
    this.look = look;
    this.lookTheme = theme;
  }

  /** Has chart.js work out everything anew. */
  private layOut(lines: readonly Line[], overSteps: boolean, theme: Theme): void {
    const [steps, before, training] = lines;
    const { logarithmic } = this.axes;
    this.chart.data.datasets = [
      stepsLine(steps, this.quantity, theme),
      originalLine(before, theme),
      trainingLine(training, theme),
    ];
    this.chart.options.layout = { padding: roomForLabels(theme) };
    this.chart.options.scales = {
      x: xScale(() => this.axes.x, !overSteps),
      y: yScale(() => this.axes.y, logarithmic),
    };
    this.chart.update('none');
  }

  /** Draws other values where everything else stays: a frame of a drag has no time for options and layout. */
  private followLines(lines: readonly Line[]): void {
    const { x, y } = this.chart.scales;
    Object.assign(x, this.axes.x);
    Object.assign(y, this.axes.y);
    for (const scale of [x, y]) scale.configure();
    for (const [i, line] of lines.entries()) {
      this.chart.data.datasets[i].data = drawnDots(line);
      const { controller } = this.chart.getDatasetMeta(i);
      controller.buildOrUpdateElements();
      controller.update('none');
    }
    this.chart.draw();
  }

  /** Moves the cursor without laying out anything anew. */
  moveTo(step: number): void {
    this.step = step;
    this.drawCursor();
  }

  /** Where the cursor's step was drawn. */
  private get mark(): Mark | null {
    const { xs, ys } = this.line;
    if (this.step < 0 || this.step >= xs.length) return null;
    const { x, y } = this.chart.scales;
    const { top, bottom } = this.chart.chartArea;
    return { x: x.getPixelForValue(xs[this.step]), y: y.getPixelForValue(ys[this.step]), top, bottom };
  }

  private drawAxes(): void {
    if (!this.theme) return;
    const { ctx, chartArea, scales } = this.chart;
    const placeOn = (scale: LineChart['scales'][string]) => (value: number) => scale.getPixelForValue(value);
    drawAxes(ctx, chartArea, this.axes, { x: placeOn(scales['x']), y: placeOn(scales['y']) }, this.theme);
  }

  /** The steps that are not taken lie behind a veil that begins at the first one taken. */
  private shadeSkipped(): void {
    const { xs } = this.line;
    if (this.skipped <= 0 || xs.length === 0 || !this.theme) return;
    const { ctx, chartArea, scales } = this.chart;
    const edge = scales['x'].getPixelForValue(xs[Math.min(this.skipped, xs.length - 1)]);
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
    const wanted = this.chart.scales['x'].getValueForPixel(pixel) ?? NaN;
    let nearest = -1;
    let shortest = Infinity;
    this.line.xs.forEach((x, step) => {
      const distance = Math.abs(x - wanted);
      if (distance < shortest) [nearest, shortest] = [step, distance];
    });
    return nearest;
  }
}

function stepsLine(line: Line, { colour, pointStyle }: Quantity, theme: Theme): ChartDataset<'line', Dot[]> {
  return {
    data: drawnDots(line),
    order: 0,
    borderColor: theme[colour],
    backgroundColor: theme[colour],
    borderWidth: theme.highContrast ? 2 : 1.5,
    pointStyle,
    pointRadius: pointRadius(line),
    pointBorderWidth: 0,
  };
}

function pointRadius({ xs: { length } }: Line): number {
  if (length === 1) return 4;
  return length <= mostPoints ? 2.5 : 0;
}

function trainingLine(line: Line, theme: Theme): ChartDataset<'line', Dot[]> {
  return {
    data: drawnDots(line),
    order: 1,
    borderColor: theme.muted,
    borderWidth: 1,
    borderDash: [4, 3],
    pointRadius: 0,
  };
}

/** Broader than the curve, so that it is seen on both sides where the two agree. */
function originalLine(line: Line, theme: Theme): ChartDataset<'line', Dot[]> {
  return { data: drawnDots(line), order: 2, borderColor: theme.backdrop, borderWidth: 5, pointRadius: 0 };
}

/** Values that cannot be drawn become gaps. */
function line(values: Float64Array, xs: Float64Array, logarithmic: boolean): Line {
  const isDrawn = (y: number) => Math.abs(y) < unreadable && (!logarithmic || y > 1 / unreadable);
  return { xs, ys: values.every(isDrawn) ? values : values.map((y) => (isDrawn(y) ? y : NaN)) };
}

function ordinals(count: number): Float64Array {
  return new Float64Array(count).map((_, i) => i + 1);
}

/** What a canvas shows, for those who do not see it. */
export function chartSummary(quantity: Quantity, curves: Curves): string {
  const values = quantity.ofSteps(curves.steps);
  if (!values || values.length === 0) return `${quantity.name}: none`;
  const last = values.length - 1;
  return `${quantity.name} over ${values.length} steps, from ${shortNumber(values[0])} to ${shortNumber(values[last])}. The table of steps has every value.`;
}
