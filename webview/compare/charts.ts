import { Chart, type ChartLine, type Paint } from '../../src/panel/shared/compare/chart';
import {
  comparedQuantities,
  stepAtCursor,
  type Along,
  type ComparedQuantity,
  type Scale,
} from '../../src/panel/shared/compare/quantities';
import { currentTheme, onThemeChange } from '../drawing/currentTheme';
import { CursorMark, type Mark } from '../drawing/cursorMark';
import { element } from '../elements/element';
import { shortNumber } from '../../src/panel/shared/numbers';
import { paintOf } from '../drawing/paint';
import type { StepCursor } from '../page/stepCursor';
import { svgElement } from '../elements/svg';

/** A line with what it is called. */
export interface NamedLine extends ChartLine {
  readonly name: string;
}

export interface ChartsContent {
  readonly lines: readonly NamedLine[];
  readonly along: Along;
  readonly sigmaScale: Scale;
}

/** A chart's summary names this many lines; the list of schedules has all. */
const mostNamed = 6;

/** Of the ring around a value at the cursor, in CSS pixels. */
const ringRadius = 4;

interface Plot {
  readonly quantity: ComparedQuantity;
  readonly figure: HTMLElement;
  readonly place: HTMLElement;
  readonly mark: CursorMark;
  chart: Chart | null;
  lines: readonly ChartLine[];
}

/** Every quantity of all schedules in a chart of its own, on one step cursor. */
export class ComparisonCharts {
  readonly root: HTMLElement;
  private readonly plots: readonly Plot[];
  private content: ChartsContent = { lines: [], along: 'step', sigmaScale: 'logarithmic' };
  private theme = currentTheme();
  private paint: Paint = paintOf(this.theme);
  private width = 0;
  private isWaiting = false;

  constructor(private readonly cursor: StepCursor) {
    this.plots = comparedQuantities.map((quantity) => this.plotOf(quantity));
    this.root = element(
      'section',
      { class: 'comparedCurves', tabindex: 0, 'aria-label': 'Curves of all schedules; arrow keys move the step' },
      ...this.plots.map(({ figure }) => figure),
    );
    new ResizeObserver(() => this.redrawSoon()).observe(this.root);
    onThemeChange(() => {
      this.theme = currentTheme();
      this.paint = paintOf(this.theme);
      this.width = 0;
      this.redrawSoon();
    });
  }

  show(content: ChartsContent): void {
    this.content = content;
    this.width = 0;
    this.redrawSoon();
  }

  moveTo(step: number): void {
    for (const plot of this.plots) this.drawCursor(plot, step);
  }

  /** However much changes at once, it is drawn once a frame, and not at all where it cannot be seen. */
  private redrawSoon(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      const width = this.plots.at(0)?.place.clientWidth ?? 0;
      if (width === 0 || width === this.width) return;
      this.width = width;
      for (const plot of this.plots) this.draw(plot);
      this.moveTo(this.cursor.step);
    });
  }

  private draw(plot: Plot): void {
    const { lines, along, sigmaScale } = this.content;
    const { quantity, place } = plot;
    const drawn = lines.filter(({ course }) => course.hasNoiseLevels || quantity.id === 'timestep');
    const size = { width: this.width, height: Math.max(150, drawn.length * this.paint.fontSize * 0.6 + 40) };
    const scale = quantity.id === 'sigma' ? sigmaScale : 'linear';
    plot.lines = drawn;
    plot.chart = new Chart({ lines: drawn, quantity, along, scale }, size, this.paint);
    const svg = svgElement(plot.chart.svg(), size, this.paint.fontSize);
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', summaryOf(quantity, drawn));
    place.querySelector('svg')?.remove();
    place.prepend(svg);
  }

  private drawCursor(plot: Plot, step: number): void {
    const { cursor: line, background: inside, highContrast } = this.theme;
    plot.mark.draw(this.markOf(plot, step), { line, lineWidth: highContrast ? 2 : 1, inside });
  }

  private markOf({ chart, lines }: Plot, step: number): Mark | null {
    if (!chart || step < 0) return null;
    const most = this.cursor.count;
    const rings = lines.flatMap((each) => {
      const own = stepAtCursor(this.content.along, step, most, each.course.steps.count);
      const point = own < 0 ? null : chart.pointOf(each, own);
      return point ? [{ ...point, colour: this.paint.lines[each.look.colour] }] : [];
    });
    return { x: chart.cursorX(step, most), top: chart.top, bottom: chart.bottom, rings };
  }

  private plotOf(quantity: ComparedQuantity): Plot {
    const mark = new CursorMark(ringRadius);
    // Receives every pointer event of the chart, so that offsets are measured from the chart and never from a line in it.
    const pointed = element('div', { class: 'pointed', 'aria-hidden': 'true' });
    const place = element('div', { class: 'drawing' }, mark.root, pointed);
    const caption = element(
      'figcaption',
      {},
      element('span', { class: 'symbol' }, quantity.symbol),
      element('span', { class: 'meaning' }, quantity.meaning),
    );
    const figure = element('figure', { class: 'comparedPlot' }, caption, place);
    const plot: Plot = { quantity, figure, place, mark, chart: null, lines: [] };
    const follow = (event: PointerEvent) => {
      if (plot.chart) this.cursor.moveTo(plot.chart.stepAt(event.offsetX, this.cursor.count));
    };
    pointed.addEventListener('pointermove', follow);
    pointed.addEventListener('pointerdown', follow);
    return plot;
  }
}

/** What a chart shows, for those who do not see it. */
function summaryOf(quantity: ComparedQuantity, lines: readonly ChartLine[]): string {
  const ranges = lines.slice(0, mostNamed).map(({ look, course }) => {
    const values = quantity.of(course);
    return `${look.tag} from ${shortNumber(values[0])} to ${shortNumber(values[values.length - 1])}`;
  });
  const rest = lines.length > mostNamed ? `, and ${lines.length - mostNamed} more` : '';
  return `${quantity.name} of ${lines.length} schedules: ${ranges.join('; ')}${rest}. The table of all values has every step.`;
}
