import type { Curves } from '../../protocol';
import { exactly, limitsOf, type Limits } from './limits';
import { noLine, type Line } from './line';
import type { Quantity } from './quantities';

/** What the curves are drawn over: the steps in their order, or the timesteps the model was trained on. */
export type Axis = 'step' | 'timestep';

export interface Axes {
  readonly x: Limits;
  readonly y: Limits;
  readonly logarithmic: boolean;
}

/** What one quantity is drawn from. */
export interface DrawnFrom {
  readonly curves: Curves;
  readonly axis: Axis;
  /** What the code says, as a grey backdrop to what the user has made of it. */
  readonly original: Curves | null;
}

/** What there is to draw of one quantity, in its own units; lines without points where there is nothing. */
export interface Drawn {
  readonly steps: Line;
  readonly original: Line;
  readonly training: Line;
  readonly axes: Axes;
}

export const nothingDrawn: Drawn = {
  steps: noLine,
  original: noLine,
  training: noLine,
  axes: { x: { min: 0, max: 1 }, y: { min: 0, max: 1 }, logarithmic: false },
};

/** No schedule means numbers beyond this (or, on a logarithmic axis, below its inverse): they leave no room for others. */
const unreadable = 1e12;

/** The lines of a quantity and the axes that they fit into. */
export function drawnOf(quantity: Quantity, { curves, axis, original }: DrawnFrom): Drawn {
  const overSteps = axis === 'step';
  const logarithmic = quantity.id === 'sigma' && (curves.logarithmicSigma || original?.logarithmicSigma === true);
  const lineOf = (of: Curves): Line => {
    const values = quantity.ofSteps(of.steps) ?? new Float64Array();
    return lineThrough(overSteps ? ordinals(values.length) : of.steps.timesteps, values, logarithmic);
  };
  const behind = overSteps ? null : quantity.ofTraining(curves.training);
  const lines = {
    steps: lineOf(curves),
    original: original ? lineOf(original) : noLine,
    training: behind ? lineThrough(curves.training.timesteps, behind, logarithmic) : noLine,
  };
  const all = Object.values(lines);
  const heights = all.map(({ ys }) => ys);
  const y = quantity.range ?? limitsOf(heights, logarithmic);
  return { ...lines, axes: { x: exactly(all.map(({ xs }) => xs)), y, logarithmic } };
}

/** Values that cannot be drawn become gaps. */
function lineThrough(xs: Float64Array, values: Float64Array, logarithmic: boolean): Line {
  const isDrawn = (y: number) => Math.abs(y) < unreadable && (!logarithmic || y > 1 / unreadable);
  return { xs, ys: values.every(isDrawn) ? values : values.map((y) => (isDrawn(y) ? y : NaN)) };
}

let counted = new Float64Array();

/** 1, 2, 3 …: the same array as long as nothing has another number of steps. */
function ordinals(count: number): Float64Array {
  if (counted.length !== count) counted = new Float64Array(count).map((_, i) => i + 1);
  return counted;
}
