import { axisFor, fraction, ticks, type Axis } from '../../../render/curve/axis';
import { significant } from '../../../render/words/numbers';
import { escapeXml, px, type Point } from '../../../render/drawing/svg';
import { spreadLabels } from './endLabels';
import { isFilled, markerPath, type LineColour, type LineLook } from './looks';
import { placeOf, type Along, type ComparedQuantity, type Scale } from './quantities';
import type { Course } from './series';

/** The colours and sizes of a drawing. */
export interface Paint {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly lines: Readonly<Record<LineColour, string>>;
  /** In pixels, as is the width of lines. */
  readonly fontSize: number;
  readonly lineWidth: number;
  readonly gridWidth: number;
}

export interface ChartLine {
  readonly look: LineLook;
  readonly course: Course;
}

/** What one chart shows. */
export interface ChartContent {
  readonly lines: readonly ChartLine[];
  readonly quantity: ComparedQuantity;
  readonly along: Along;
  readonly scale: Scale;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** No schedule means numbers beyond this (or, on a logarithmic axis, below its inverse): they leave no room for others. */
const unreadable = 1e12;

/** Points of a line, and marks on it, that can be told apart. */
const [mostPoints, mostMarks] = [240, 12];

/** One quantity of several schedules: where everything lies, and the drawing of it. */
export class Chart {
  private readonly xAxis: Axis;
  private readonly yAxis: Axis;
  private readonly frame: { left: number; right: number; top: number; bottom: number };

  constructor(
    private readonly content: ChartContent,
    size: Size,
    private readonly paint: Paint,
  ) {
    const { lines, quantity, along, scale } = content;
    const values = lines.flatMap(({ course }) => Array.from(quantity.of(course))).filter((y) => this.isReadable(y));
    const longest = Math.max(1, ...lines.map(({ course }) => course.steps.count));
    const [min, max] = [placeOf(along, 0, longest), placeOf(along, longest - 1, longest)];
    this.xAxis = { logarithmic: false, min, max: max > min ? max : min + 1 };
    this.yAxis =
      quantity.id === 'alphasCumprod'
        ? { logarithmic: false, min: 0, max: 1 }
        : axisFor(values, scale === 'logarithmic');
    const { fontSize } = paint;
    const longestTag = Math.max(1, ...lines.map(({ look }) => look.tag.length));
    const right = size.width - fontSize * (1.2 + 0.7 * longestTag + (lines.length > 14 ? 1.5 : 0));
    this.frame = { left: fontSize * 4, right, top: fontSize * 0.7, bottom: size.height - fontSize * 1.7 };
  }

  get top(): number {
    return this.frame.top;
  }

  get bottom(): number {
    return this.frame.bottom;
  }

  /** Where a step of a line was drawn; null where it cannot be. */
  pointOf({ course }: ChartLine, step: number): Point | null {
    const y = this.content.quantity.of(course)[step];
    return this.isReadable(y)
      ? { x: this.x(placeOf(this.content.along, step, course.steps.count)), y: this.y(y) }
      : null;
  }

  /** The step of a schedule of `count` steps that lies nearest to a pixel. */
  stepAt(pixel: number, count: number): number {
    const { left, right } = this.frame;
    const share = (pixel - left) / (right - left);
    const { min, max } = this.xAxis;
    const place = min + Math.max(0, Math.min(1, share)) * (max - min);
    const step = this.content.along === 'step' ? place - 1 : place * (count - 1);
    return Math.max(0, Math.min(count - 1, Math.round(step)));
  }

  /** Where the cursor's line is drawn. */
  cursorX(step: number, count: number): number {
    return this.x(placeOf(this.content.along, step, count));
  }

  /** The drawing without its document. */
  svg(): string {
    const { lines } = this.content;
    return [this.grid(), ...lines.map((line) => this.line(line)), this.tags()].join('');
  }

  private x(place: number): number {
    const { left, right } = this.frame;
    return left + fraction(this.xAxis, place) * (right - left);
  }

  private y(value: number): number {
    const { top, bottom } = this.frame;
    return bottom - fraction(this.yAxis, value) * (bottom - top);
  }

  private isReadable(value: number | undefined): value is number {
    if (value === undefined || !(Math.abs(value) < unreadable)) return false;
    return this.content.scale === 'linear' || value > 1 / unreadable;
  }

  private grid(): string {
    const { left, right, top, bottom } = this.frame;
    const { muted, grid, axis, fontSize, gridWidth } = this.paint;
    const across = ticks(this.yAxis, 4);
    const along = ticks(this.xAxis, 5).filter((place) => this.content.along === 'progress' || Number.isInteger(place));
    const lines = across.map((value) => `M${px(left)} ${px(this.y(value))}H${px(right)}`).join('');
    const write = (x: number, y: number, text: string, anchor: string) =>
      `<text x="${px(x)}" y="${px(y)}" fill="${muted}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
    return [
      `<path d="${lines}" stroke="${grid}" stroke-width="${gridWidth}" fill="none"/>`,
      `<path d="M${px(left)} ${px(top)}V${px(bottom)}H${px(right)}" stroke="${axis}" fill="none"/>`,
      ...across.map((value) => write(left - 5, this.y(value) + fontSize * 0.35, significant(value, 4), 'end')),
      ...along.map((value) => write(this.x(value), bottom + fontSize * 1.3, this.placeInWords(value), 'middle')),
    ].join('');
  }

  private placeInWords(place: number): string {
    return this.content.along === 'progress' ? `${Math.round(place * 100)} %` : String(place);
  }

  private line(line: ChartLine): string {
    const { look, course } = line;
    const colour = this.paint.lines[look.colour];
    const stroke = `stroke="${colour}" stroke-width="${this.paint.lineWidth}"`;
    const marks = evenly(course.steps.count, mostMarks)
      .map((step) => this.pointOf(line, step))
      .filter((point) => point !== null)
      .map(({ x, y }) => markerPath(look.marker, x, y, 2.6));
    const dash = look.dash === '' ? '' : ` stroke-dasharray="${look.dash}"`;
    return (
      `<path d="${this.path(line)}" fill="none" ${stroke}${dash}/>` +
      `<path d="${marks.join('')}" fill="${isFilled(look.marker) ? colour : this.paint.background}" ${stroke}/>`
    );
  }

  /** What cannot be drawn is a gap. */
  private path(line: ChartLine): string {
    let isOn = false;
    return evenly(line.course.steps.count, mostPoints)
      .map((step) => {
        const point = this.pointOf(line, step);
        const command = point && `${isOn ? 'L' : 'M'}${px(point.x)} ${px(point.y)}`;
        isOn = point !== null;
        return command ?? '';
      })
      .join('');
  }

  /** Every line has its tag beside its end, or as near as those that end there too leave room, joined to it by a thin line. */
  private tags(): string {
    const { fontSize } = this.paint;
    const ends = this.content.lines.flatMap((line) => {
      const last = lastOf(line.course.steps.count, (step) => this.pointOf(line, step));
      return last ? [{ ...last, look: line.look }] : [];
    });
    const groups = new Map<number, typeof ends>();
    for (const end of ends) {
      const place = Math.round(end.x / (3 * fontSize));
      groups.set(place, [...(groups.get(place) ?? []), end]);
    }
    return [...groups.values()].map((group) => this.tagsOf(group)).join('');
  }

  /** Tags of lines that end near one another. */
  private tagsOf(ends: readonly (Point & { readonly look: LineLook })[]): string {
    const { fontSize, lines } = this.paint;
    const edge = Math.max(...ends.map(({ x }) => x)) + fontSize * 0.9;
    const places = spreadLabels(
      ends.map(({ y }) => y),
      { from: this.frame.top, to: this.frame.bottom, distance: fontSize },
    );
    return ends
      .map(({ x, y, look }, i) => {
        const { column, y: place } = places[i];
        const left = edge + 1.5 * fontSize * column;
        const leader = `M${px(x + 3)} ${px(y)}L${px(left - 2)} ${px(place)}`;
        return (
          `<path d="${leader}" stroke="${lines[look.colour]}" stroke-width="0.6" fill="none"/>` +
          this.tag(look, left, place)
        );
      })
      .join('');
  }

  private tag({ tag }: LineLook, x: number, y: number): string {
    const { fontSize, text } = this.paint;
    return `<text x="${px(x)}" y="${px(y + fontSize * 0.35)}" fill="${text}" font-weight="600">${tag}</text>`;
  }
}

/** At most `most` of the indices 0…count−1, evenly spread, both ends included. */
function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

function lastOf<T>(count: number, at: (step: number) => T | null): T | null {
  for (let step = count - 1; step >= 0; step--) {
    const found = at(step);
    if (found !== null) return found;
  }
  return null;
}
