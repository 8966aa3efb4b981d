import type { Schedule } from '../../schedulers/definition/schedule';
import { ticks } from './axis';
import { curveOf, type Curve, type CurvePoint } from './curve';
import { curveLegend } from './curveLegend';
import { significant } from '../words/numbers';
import { Plane, type Frame } from './plane';
import { dotPath, label, linePath, px, svgDocument, type Point } from '../drawing/svg';
import { palettes, type Palette, type Theme } from '../drawing/theme';

export interface CurveSize {
  readonly width: number;
  readonly height: number;
}

export const hoverCurve: CurveSize = { width: 440, height: 160 };

/**
 * σ at the chosen timesteps as dots on a line, over the dashed curve of training; logarithmic when it spans decades.
 * Infinite sigmas are drawn as triangles at the edge. `solid` puts the theme's colour behind the drawing, for files.
 */
export function curveSvg(schedule: Schedule, theme: Theme, size: CurveSize = hoverCurve, solid = false): string {
  const palette = palettes[theme];
  const curve = curveOf(schedule);
  const frame: Frame = { left: 44, right: size.width - 14, top: 14, bottom: size.height - 32 };
  const plane = new Plane(curve, frame);
  const background = palette.background ?? (solid ? solidBackgrounds[theme] : null);
  const content = [
    background === null ? '' : `<path fill="${background}" d="M0 0H${px(size.width)}V${px(size.height)}H0z"/>`,
    skippedStretch(curve, plane, frame, palette),
    axes(curve, plane, frame, palette, size),
    `<path d="${linePath(plane.on(curve.training))}" fill="none" stroke="${palette.training}" stroke-width="1.2" stroke-dasharray="4 3"/>`,
    samplingLine(curve, plane, palette),
    endLabels(curve, plane, frame, palette),
    curveLegend(schedule, curve, plane, frame, palette),
  ];
  return svgDocument(size.width, size.height, curveInWords(schedule), content);
}

const solidBackgrounds: Readonly<Record<Theme, string>> = {
  light: '#ffffff',
  dark: '#1f1f1f',
  hcDark: '#0c141f',
  hcLight: '#ffffff',
};

/** The curve in a sentence, for those who cannot see it. */
export function curveInWords({ steps, training }: Schedule): string {
  const [first, last] = [steps.sigmas.at(0), steps.sigmas.at(-1)];
  const [least, most] = [training.sigmas.at(0), training.sigmas.at(-1)];
  if (first === undefined || last === undefined) return 'There are no sampling steps.';
  const path = `σ ${last > first ? 'rises' : 'falls'} from ${significant(first)} to ${significant(last)} over ${steps.count} sampling steps`;
  if (least === undefined || most === undefined) return `${path}.`;
  return `${path}; the model was trained on ${significant(least)} to ${significant(most)}.`;
}

function skippedStretch({ skipped }: Curve, plane: Plane, { top, bottom }: Frame, palette: Palette): string {
  if (!skipped) return '';
  const [from, to] = [plane.x(skipped.from), plane.x(skipped.to)];
  return (
    `<pattern id="h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<path d="M0 0V5" stroke="${palette.skipped}" stroke-width="1.6"/></pattern>` +
    `<path fill="url(#h)" d="M${px(from)} ${px(top)}H${px(to)}V${px(bottom)}H${px(from)}z"/>`
  );
}

function axes(curve: Curve, plane: Plane, frame: Frame, palette: Palette, size: CurveSize): string {
  const { left, right, top, bottom } = frame;
  const across = ticks(curve.yAxis, 5);
  const along = xTicks(curve, plane);
  const grid = across.map((value) => `M${px(left)} ${px(plane.y(value))}H${px(right)}`).join('');
  const marks = along.map((value) => `M${px(plane.x(value))} ${px(bottom)}v3`).join('');
  return [
    `<path d="${grid}" stroke="${palette.grid}" fill="none"/>`,
    `<path d="M${px(left)} ${px(top)}V${px(bottom)}H${px(right)}${marks}" stroke="${palette.axis}" fill="none"/>`,
    ...across.map((value) =>
      label(left - 6, plane.y(value) + 3.5, significant(value), { fill: palette.muted, anchor: 'end' }),
    ),
    ...along.map((value) =>
      label(plane.x(value), bottom + 13, significant(value, 4), { fill: palette.muted, anchor: 'middle' }),
    ),
    label(8, top + 1, 'σ', { fill: palette.text, bold: true }),
    label((left + right) / 2, size.height - 5, curve.xLabel, { fill: palette.muted, anchor: 'middle' }),
  ].join('');
}

/** Round values and the noisiest end itself, where people look for 999. */
function xTicks(curve: Curve, plane: Plane): number[] {
  const { min, max } = curve.xAxis;
  const isWhole = max - min > 5;
  const round = ticks(curve.xAxis, 5).filter(
    (value) => (!isWhole || Number.isInteger(value)) && Math.abs(plane.x(value) - plane.x(max)) > 30,
  );
  return max > min ? [...round, max] : [max];
}

function samplingLine(curve: Curve, plane: Plane, palette: Palette): string {
  const shown = curve.steps.filter(({ sigma }) => plane.shows(sigma));
  const beyond = curve.steps.filter(({ sigma }) => !plane.shows(sigma));
  const dot = curve.steps.length > 60 ? 3.2 : 4.6;
  return [
    `<path d="${linePath(plane.on(shown))}" fill="none" stroke="${palette.accent}" stroke-width="1.3"/>`,
    `<path d="${dotPath(plane.on(shown))}" fill="none" stroke="${palette.accent}" stroke-width="${dot}" stroke-linecap="round"/>`,
    ...beyond.map((point) => edgeMark(point, plane, palette)),
  ].join('');
}

/** A triangle that points to where the value would be: up for infinity, down for a zero on a logarithmic axis. */
function edgeMark({ x, sigma }: CurvePoint, plane: Plane, palette: Palette): string {
  const [tip, base] = sigma > 0 ? [plane.y(sigma), 7] : [plane.y(sigma), -7];
  return `<path fill="${palette.accent}" d="M${px(plane.x(x))} ${px(tip)}l4 ${base}h-8z"/>`;
}

/** The first and the last sigma, written where the falling curve leaves room. */
function endLabels({ steps, training }: Curve, plane: Plane, frame: Frame, palette: Palette): string {
  const [first, last] = [steps.at(0), steps.findLast(({ sigma }) => sigma > 0)];
  const style = { fill: palette.text, bold: true };
  const written: string[] = [];
  if (first) {
    const y = Math.max(frame.top + 4, plane.y(first.sigma) - 5);
    written.push(label(Math.min(plane.x(first.x) + 7, frame.right - 40), y, significant(first.sigma), style));
  }
  if (last && last !== first) {
    const text = significant(last.sigma);
    const { x, y } = freePlace(plane.on([...steps, ...training]), plane.on([last])[0], frame, text.length * 6.4);
    written.push(label(x, y, text, { ...style, anchor: 'end' }));
  }
  return written.join('');
}

/** Where a text about a point may end without covering any: beside it, below it, or further and further to the left. */
function freePlace(points: readonly Point[], { x, y }: Point, { left, bottom }: Frame, width: number): Point {
  const beside = { x: x - 8, y: Math.min(bottom - 5, y + 3.5) };
  const below = { x: x + 4, y: y + 15 };
  const further = Array.from({ length: 10 }, (_, i) => ({ x: beside.x - 8 * (i + 1), y: beside.y }));
  const isFree = (end: Point) =>
    end.y < bottom - 2 &&
    end.x - width > left &&
    !points.some((p) => p.x > end.x - width - 3 && p.x < end.x + 5 && p.y > end.y - 11 && p.y < end.y + 3);
  return [beside, below, ...further].find(isFree) ?? beside;
}
