import {
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartDataset,
} from 'chart.js';
import type { Curves } from '../../src/panel/protocol';
import { drawnOf, nothingDrawn, type Drawn, type DrawnFrom } from '../../src/panel/shared/curve/drawn';
import type { Dot } from '../../src/panel/shared/curve/limits';
import { drawnDots, mostPoints, type Line } from '../../src/panel/shared/curve/line';
import type { Quantity } from '../../src/panel/shared/curve/quantities';
import { drawAxes, roomForLabels } from './axes';
import { xScale, yScale } from './chartScales';
import type { CursorMark, Mark } from './cursorMark';
import { shortNumber } from '../../src/panel/shared/numbers';
import type { Theme } from './theme';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** Of the ring around the value at the cursor, in CSS pixels. */
export const ringRadius = 5;

type LineChart = Chart<'line', Dot[]>;

/** Everything a chart is drawn from. */
export interface ChartContent extends DrawnFrom {
  readonly theme: Theme;
  /** How many of the first steps are not taken. */
  readonly skipped: number;
}

/** One curve over the steps, with the training curve behind it, drawn in place as schedule, cursor and theme change. */
export class CurveChart {
  /** Null until there is something to draw and a size to draw it in: a layout before that would be for nothing. */
  private chart: LineChart | null = null;
  private size = { width: 0, height: 0 };
  private content: ChartContent | null = null;
  private drawn = nothingDrawn;
  /** What only chart.js can lay out again. */
  private look = '';
  private step = -1;

  /** @param place what holds the canvas, and gives it its size */
  constructor(
    place: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
    private readonly cursor: CursorMark,
    private readonly quantity: Quantity,
    onHover: (step: number) => void,
  ) {
    const resized = new ResizeObserver(([{ contentRect }]) => this.fit(contentRect));
    // Also told of when the zoom changes and the size in CSS pixels stays.
    resized.observe(place, { box: 'device-pixel-content-box' });
    const follow = (event: PointerEvent) => {
      const step = this.nearestStep(event.offsetX);
      if (step >= 0) onHover(step);
    };
    canvas.addEventListener('pointermove', follow);
    canvas.addEventListener('pointerdown', follow);
  }

  /** Draws a schedule; `step` is where the cursor stands. */
  show(content: ChartContent, step: number): void {
    const { look } = this;
    const sameTheme = content.theme === this.content?.theme;
    this.content = content;
    this.step = step;
    this.drawn = drawnOf(this.quantity, content);
    this.look = [content.axis, this.drawn.axes.logarithmic, pointRadius(this.drawn.steps)].join(' ');
    if (!this.chart) this.begin();
    else if (sameTheme && this.look === look) this.followLines(this.chart);
    else this.layOut(this.chart);
  }

  /** Moves the cursor without a new layout. */
  moveTo(step: number): void {
    this.step = step;
    if (this.chart) this.drawCursor(this.chart);
  }

  private fit({ width, height }: DOMRectReadOnly): void {
    if (width === 0 || height === 0) return;
    this.size = { width, height };
    if (this.chart) this.chart.resize(width, height);
    else this.begin();
  }

  private begin(): void {
    if (!this.content || this.size.width === 0) return;
    // chart.js begins with the size that the canvas has.
    Object.assign(this.canvas, this.size);
    this.chart = new Chart<'line', Dot[]>(this.canvas, {
      type: 'line',
      data: { datasets: datasetsOf(this.drawn, this.quantity, this.content.theme) },
      options: {
        animation: false,
        responsive: false,
        maintainAspectRatio: false,
        events: [],
        normalized: true,
        parsing: false,
        ...this.optionsOf(this.content),
      },
      plugins: [
        {
          id: 'stepCursor',
          beforeDatasetsDraw: (chart: LineChart) => {
            this.drawAxes(chart);
            this.shadeSkipped(chart);
          },
          afterDraw: (chart: LineChart) => this.drawCursor(chart),
        },
      ],
    });
  }

  /** Has chart.js compute its layout again. */
  private layOut(chart: LineChart): void {
    if (!this.content) return;
    chart.data.datasets = datasetsOf(this.drawn, this.quantity, this.content.theme);
    Object.assign(chart.options, this.optionsOf(this.content));
    chart.update('none');
  }

  private optionsOf({ axis, theme }: ChartContent) {
    return {
      layout: { padding: roomForLabels(theme) },
      scales: {
        x: xScale(() => this.drawn.axes.x, axis === 'timestep'),
        y: yScale(() => this.drawn.axes.y, this.drawn.axes.logarithmic),
      },
    };
  }

  /** Draws other values where everything else stays: a frame of a drag has no time for options and layout. */
  private followLines(chart: LineChart): void {
    const { x, y } = chart.scales;
    const { axes } = this.drawn;
    Object.assign(x, axes.x);
    Object.assign(y, axes.y);
    for (const scale of [x, y]) scale.configure();
    for (const [i, line] of linesOf(this.drawn).entries()) {
      chart.data.datasets[i].data = drawnDots(line);
      const { controller } = chart.getDatasetMeta(i);
      controller.buildOrUpdateElements();
      controller.update('none');
    }
    chart.draw();
  }

  /** Where the cursor's step was drawn. */
  private markOn({ scales, chartArea }: LineChart): Mark | null {
    const { xs, ys } = this.drawn.steps;
    if (this.step < 0 || this.step >= xs.length) return null;
    const { x, y } = scales;
    const { top, bottom } = chartArea;
    const ring = { y: y.getPixelForValue(ys[this.step]), colour: this.content?.theme[this.quantity.colour] ?? '' };
    return { x: x.getPixelForValue(xs[this.step]), top, bottom, rings: [ring] };
  }

  private drawAxes({ ctx, chartArea, scales }: LineChart): void {
    if (!this.content) return;
    const placeOn = (scale: LineChart['scales'][string]) => (value: number) => scale.getPixelForValue(value);
    const place = { x: placeOn(scales['x']), y: placeOn(scales['y']) };
    drawAxes(ctx, chartArea, this.drawn.axes, place, this.content.theme);
  }

  /** The steps that are not taken lie behind a veil that begins at the first one taken. */
  private shadeSkipped({ ctx, chartArea, scales }: LineChart): void {
    const { xs } = this.drawn.steps;
    if (!this.content || this.content.skipped <= 0 || xs.length === 0) return;
    const edge = scales['x'].getPixelForValue(xs[Math.min(this.content.skipped, xs.length - 1)]);
    ctx.save();
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = this.content.theme.foreground;
    ctx.fillRect(chartArea.left, chartArea.top, edge - chartArea.left, chartArea.bottom - chartArea.top);
    ctx.restore();
  }

  private drawCursor(chart: LineChart): void {
    if (!this.content) return;
    const { cursor, background, highContrast } = this.content.theme;
    this.cursor.draw(this.markOn(chart), { line: cursor, lineWidth: highContrast ? 2 : 1, inside: background });
  }

  private nearestStep(pixel: number): number {
    const wanted = this.chart?.scales['x'].getValueForPixel(pixel) ?? NaN;
    let nearest = -1;
    let shortest = Infinity;
    this.drawn.steps.xs.forEach((x, step) => {
      const distance = Math.abs(x - wanted);
      if (distance < shortest) [nearest, shortest] = [step, distance];
    });
    return nearest;
  }
}

/** In the order of the datasets. */
const linesOf = ({ steps, original, training }: Drawn): readonly Line[] => [steps, original, training];

function datasetsOf({ steps, original, training }: Drawn, quantity: Quantity, theme: Theme) {
  return [stepsLine(steps, quantity, theme), originalLine(original, theme), trainingLine(training, theme)];
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

/** What a canvas shows, for those who do not see it. */
export function chartSummary(quantity: Quantity, curves: Curves): string {
  const values = quantity.ofSteps(curves.steps);
  if (!values || values.length === 0) return `${quantity.name}: none`;
  const last = values.length - 1;
  return `${quantity.name} over ${values.length} steps, from ${shortNumber(values[0])} to ${shortNumber(values[last])}. The table of steps has every value.`;
}
