/**
 * Grid, ticks and labels of a chart. chart.js would lay them out again for every frame of a drag, which takes longer than
 * the curve itself; here every chart leaves the same room to them, so that the cursors of charts one above the other
 * line up.
 */
import type { Axes } from '../../src/panel/shared/curve/drawn';
import type { Theme } from './theme';
import { linearTicks, logarithmicTicks, tickLabel } from './ticks';

/** Where the curves are, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of a value on one of the axes. */
type Pixel = (value: number) => number;

const gap = 6;

const labelSize = ({ fontSize }: Theme): number => Math.max(10, fontSize - 2);

/** The room that labels need around the curves. */
export function roomForLabels(theme: Theme) {
  return { left: 3.6 * theme.fontSize, right: 1.2 * theme.fontSize, top: gap, bottom: labelSize(theme) + 1.5 * gap };
}

export function drawAxes(
  context: CanvasRenderingContext2D,
  area: Area,
  { x, y, logarithmic }: Axes,
  place: { readonly x: Pixel; readonly y: Pixel },
  theme: Theme,
): void {
  const along = linearTicks(x.min, x.max, 6).filter(Number.isInteger);
  const rowsThatFit = Math.max(3, Math.min(5, Math.floor((area.bottom - area.top) / (2.5 * labelSize(theme)))));
  const up = logarithmic ? logarithmicTicks(y.min, y.max, rowsThatFit) : linearTicks(y.min, y.max, rowsThatFit - 1);
  const columns = along.map((value) => ({ value, at: place.x(value) }));
  const rows = up.map((value) => ({ value, at: place.y(value) }));
  context.save();
  drawGrid(context, area, columns, rows, theme);
  context.font = `${String(labelSize(theme))}px ${theme.fontFamily}`;
  context.fillStyle = theme.muted;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { value, at } of rows) context.fillText(tickLabel(value), area.left - gap, at);
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { value, at } of apart(context, columns)) context.fillText(tickLabel(value), at, area.bottom + gap);
  context.restore();
}

interface Tick {
  readonly value: number;
  readonly at: number;
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Area,
  columns: readonly Tick[],
  rows: readonly Tick[],
  theme: Theme,
): void {
  const sharp = (at: number) => Math.round(at) + 0.5;
  const lines = (width: number, colour: string, draw: () => void): void => {
    context.beginPath();
    draw();
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  };
  const line = (x: number, y: number, toX: number, toY: number): void => {
    context.moveTo(x, y);
    context.lineTo(toX, toY);
  };
  lines(theme.highContrast ? 0.5 : 1, theme.grid, () => {
    for (const { at } of columns) line(sharp(at), top, sharp(at), bottom);
    for (const { at } of rows) line(left, sharp(at), right, sharp(at));
  });
  lines(1, theme.highContrast ? theme.foreground : theme.grid, () => {
    line(sharp(left), top, sharp(left), bottom);
    line(left, sharp(bottom), right, sharp(bottom));
  });
}

/** Every tick, or every second or fifth one where the labels of all would touch. */
function apart(context: CanvasRenderingContext2D, ticks: readonly Tick[]): readonly Tick[] {
  const distance = Math.abs((ticks.at(1)?.at ?? Infinity) - (ticks.at(0)?.at ?? 0));
  const widest = Math.max(0, ...ticks.map(({ value }) => context.measureText(tickLabel(value)).width)) + gap;
  const every = [1, 2, 5].find((nth) => nth * distance >= widest) ?? ticks.length;
  const phase = ticks.findIndex(({ value }) => value % (every * tickStep(ticks)) === 0);
  return ticks.filter((_, i) => (i - Math.max(0, phase)) % every === 0);
}

const tickStep = (ticks: readonly Tick[]): number => (ticks.length > 1 ? ticks[1].value - ticks[0].value : 1);
