import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
  type Plugin,
} from 'chart.js';
import type { Curves } from '../src/panel/protocol';
import type { Quantity } from './quantities';
import { shortNumber } from './numbers';
import type { Theme } from './theme';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** What the curves are drawn over: the steps in their order, or the timesteps the model was trained on. */
export type Axis = 'step' | 'timestep';

/** A point of a curve; `y` is NaN where there is nothing to draw. */
interface Dot {
  readonly x: number;
  readonly y: number;
}

type LineChart = Chart<'line', Dot[]>;

/** More steps than this are drawn as a line without points. */
const mostPoints = 80;

/** A quantity whose largest value is this many times its smallest is drawn logarithmically. */
const decadesApart = 50;

/** Everything a chart is drawn from. */
export interface ChartContent {
  readonly curves: Curves;
  readonly axis: Axis;
  readonly theme: Theme;
}

/** One curve over the steps, with the training curve behind it, drawn in place as schedule, cursor and theme change. */
export class CurveChart {
  private readonly chart: LineChart;
  private theme: Theme | null = null;
  private step = -1;

  constructor(
    canvas: HTMLCanvasElement,
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
      plugins: [this.cursorLine()],
    });
    const follow = (event: PointerEvent) => {
      const step = this.nearestStep(event.offsetX);
      if (step >= 0) onHover(step);
    };
    canvas.addEventListener('pointermove', follow);
    canvas.addEventListener('pointerdown', follow);
  }

  /** Draws a schedule; `step` is where the cursor stands. */
  show({ curves, axis, theme }: ChartContent, step: number): void {
    this.theme = theme;
    this.step = step;
    const values = this.quantity.ofSteps(curves.steps);
    const behind = axis === 'timestep' ? this.quantity.ofTraining(curves.training) : null;
    const logarithmic = this.quantity.spansDecades && spansDecades(values, behind);
    const place = (column: Float64Array, xs: ArrayLike<number>) => points(column, xs, logarithmic);
    const steps = place(
      values ?? new Float64Array(),
      axis === 'step' ? ordinals(curves.steps.timesteps.length) : curves.steps.timesteps,
    );
    this.chart.data.datasets = [
      this.stepsLine(steps, theme),
      ...(behind ? [trainingLine(place(behind, curves.training.timesteps), theme)] : []),
    ];
    this.chart.options.scales = {
      x: xScale(axis, curves, theme),
      y: { ...scaleLook(theme), ...this.quantity.range, ...yScale(logarithmic, theme) },
    };
    this.chart.update('none');
  }

  /** Moves the cursor without laying out anything anew. */
  moveTo(step: number): void {
    this.step = step;
    this.chart.draw();
  }

  resize(): void {
    this.chart.resize();
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

  /** Where the cursor's step was drawn, or null when its value cannot be drawn. */
  private cursorPoint(): { x: number; y: number } | null {
    const point = this.chart.data.datasets.at(0)?.data.at(this.step);
    const { x: xScale, y: yScale } = this.chart.scales;
    if (!point || this.step < 0) return null;
    return { x: xScale.getPixelForValue(point.x), y: yScale.getPixelForValue(point.y) };
  }

  private cursorLine(): Plugin<'line'> {
    return {
      id: 'stepCursor',
      beforeDatasetsDraw: ({ ctx, chartArea }) => {
        const point = this.cursorPoint();
        if (!point || !this.theme) return;
        ctx.save();
        ctx.strokeStyle = this.theme.cursor;
        ctx.lineWidth = this.theme.highContrast ? 2 : 1;
        ctx.beginPath();
        ctx.moveTo(point.x, chartArea.top);
        ctx.lineTo(point.x, chartArea.bottom);
        ctx.stroke();
        ctx.restore();
      },
      afterDatasetsDraw: ({ ctx }) => {
        const point = this.cursorPoint();
        if (!point || !this.theme || Number.isNaN(point.y)) return;
        ctx.save();
        ctx.fillStyle = this.theme.background;
        ctx.strokeStyle = this.theme[this.quantity.colour];
        ctx.lineWidth = 2.5;
        ctx.beginPath();
        ctx.arc(point.x, point.y, 5, 0, 2 * Math.PI);
        ctx.fill();
        ctx.stroke();
        ctx.restore();
      },
    };
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

/** Values that cannot be drawn become gaps. */
function points(values: Float64Array, xs: ArrayLike<number>, logarithmic: boolean): Dot[] {
  return Array.from(values, (y, i) => ({
    x: xs[i] ?? NaN,
    y: Number.isFinite(y) && (!logarithmic || y > 0) ? y : NaN,
  }));
}

function spansDecades(...columns: readonly (Float64Array | null)[]): boolean {
  const drawn = columns
    .flatMap((column) => (column ? Array.from(column) : []))
    .filter((y) => Number.isFinite(y) && y > 0);
  return (
    drawn.length > 0 && drawn.reduce((a, b) => Math.max(a, b)) > decadesApart * drawn.reduce((a, b) => Math.min(a, b))
  );
}

function ordinals(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i + 1);
}

function scaleLook(theme: Theme) {
  return {
    grid: { color: theme.grid, drawTicks: false, lineWidth: theme.highContrast ? 0.5 : 1 },
    border: { color: theme.highContrast ? theme.foreground : theme.grid },
  };
}

function tickLook(theme: Theme) {
  return { color: theme.muted, padding: 6, font: { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) } };
}

/** Time runs from left to right, from the most noise to the least, on both axes. */
function xScale(axis: Axis, curves: Curves, theme: Theme) {
  const ticks = { ...tickLook(theme), maxRotation: 0, autoSkipPadding: 12, precision: 0 };
  const last = curves.training.timesteps.reduce((a, b) => Math.max(a, b), 0);
  const count = curves.steps.timesteps.length;
  return axis === 'step'
    ? { ...scaleLook(theme), type: 'linear' as const, min: 1, max: Math.max(2, count), ticks, offset: count === 1 }
    : { ...scaleLook(theme), type: 'linear' as const, reverse: true, min: 0, max: Math.ceil(last), ticks };
}

/** All charts leave the same width to their labels, so that the cursors of charts one above the other line up. */
function yScale(logarithmic: boolean, theme: Theme) {
  const label = (value: number | string) => tickLabel(Number(value), logarithmic);
  return {
    type: logarithmic ? ('logarithmic' as const) : ('linear' as const),
    bounds: logarithmic ? ('ticks' as const) : ('data' as const),
    grace: logarithmic ? 0 : '5%',
    ticks: { ...tickLook(theme), maxTicksLimit: logarithmic ? 12 : 6, callback: label },
    afterFit: (scale: { width: number }) => {
      scale.width = 4 * theme.fontSize;
    },
  };
}

/** On a logarithmic axis only the powers of ten are labelled. */
function tickLabel(value: number, logarithmic: boolean): string {
  if (logarithmic && !Number.isInteger(Math.round(Math.log10(value) * 1e9) / 1e9)) return '';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(0).replace('-', '−').replace('+', '');
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

/** What a canvas shows, for those who do not see it. */
export function chartSummary(quantity: Quantity, curves: Curves): string {
  const values = quantity.ofSteps(curves.steps);
  if (!values || values.length === 0) return `${quantity.name}: none`;
  const last = values.length - 1;
  return `${quantity.name} over ${values.length} steps, from ${shortNumber(values[0])} to ${shortNumber(values[last])}. The table of steps has every value.`;
}
