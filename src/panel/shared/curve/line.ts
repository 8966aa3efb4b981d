import type { Dot } from './limits';

/** A curve in columns, one entry a step; `ys` is NaN where there is nothing to draw. */
export interface Line {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

export const noLine: Line = { xs: new Float64Array(), ys: new Float64Array() };

/** More steps than this are drawn as a line without points. */
export const mostPoints = 80;

/** A line of more points than a small chart has pixels looks the same with only those that stand out. */
const mostDrawn = 240;

/**
 * The points to draw a line through. Long lines are cut into stretches, and of each the first, the last, the lowest and
 * the highest point are drawn (Jugel et al. 2014, "M4"): no spike is lost, and no gap.
 */
export function drawnDots({ xs, ys }: Line): Dot[] {
  const dot = (i: number): Dot => ({ x: xs[i], y: ys[i] });
  if (ys.length <= mostDrawn) return Array.from(ys, (_, i) => dot(i));
  const length = Math.ceil(ys.length / (mostDrawn / 2));
  const dots: Dot[] = [];
  for (let start = 0; start < ys.length; start += length)
    for (const i of standingOut(ys, start, Math.min(start + length, ys.length) - 1)) dots.push(dot(i));
  return dots;
}

/** The first, last, lowest and highest of a stretch, in their order, and a gap if there is one. */
function standingOut(ys: Float64Array, first: number, last: number): number[] {
  let [lowest, highest, gap] = [first, first, first];
  for (let i = first; i <= last; i++) {
    if (Number.isNaN(ys[i])) gap = i;
    if (ys[i] < ys[lowest] || Number.isNaN(ys[lowest])) lowest = i;
    if (ys[i] > ys[highest] || Number.isNaN(ys[highest])) highest = i;
  }
  const chosen = [first, lowest, highest, gap, last].sort((a, b) => a - b);
  return chosen.filter((i, place) => i !== chosen[place - 1]);
}
