import type { Theme } from './theme';
import { linearTicks, logarithmicTicks, tickLabel } from './ticks';

/** A point of a curve; `y` is NaN where there is nothing to draw. */
export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** The limits of an axis. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** A scale of chart.js as far as it is decided here. */
interface LaidOut {
  width: number;
  ticks: { value: number }[];
}

/** The values' limits with a little air; a single value gets room on both sides. */
export function limitsOf(values: readonly number[], logarithmic: boolean): Limits {
  const drawn = values.filter((value) => Number.isFinite(value));
  if (drawn.length === 0) return logarithmic ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  const min = drawn.reduce((a, b) => Math.min(a, b));
  const max = drawn.reduce((a, b) => Math.max(a, b));
  if (logarithmic) {
    const air = min === max ? 3 : (max / min) ** 0.04;
    return { min: min / air, max: max * air };
  }
  const air = min === max ? Math.abs(max) / 2 || 1 : (max - min) * 0.04;
  return { min: min - air, max: max + air };
}

/** Time runs from left to right: along the steps upwards, along the timesteps downwards. */
export function xScale(limits: Limits, reverse: boolean, theme: Theme) {
  const { min, max } = limits;
  return {
    ...look(theme),
    type: 'linear' as const,
    reverse,
    min,
    max,
    ticks: { ...tickLook(theme), maxRotation: 0, callback: label },
    afterBuildTicks: (scale: LaidOut) => {
      const round = linearTicks(min, max, 6).filter(Number.isInteger);
      scale.ticks = round.map((value) => ({ value }));
    },
  };
}

/** All charts leave the same width to their labels, so that the cursors of charts one above the other line up. */
export function yScale({ min, max }: Limits, logarithmic: boolean, theme: Theme) {
  return {
    ...look(theme),
    type: logarithmic ? ('logarithmic' as const) : ('linear' as const),
    min,
    max,
    ticks: { ...tickLook(theme), callback: label },
    afterBuildTicks: (scale: LaidOut) => {
      const round = logarithmic ? logarithmicTicks(min, max, 5) : linearTicks(min, max, 4);
      scale.ticks = round.map((value) => ({ value }));
    },
    afterFit: (scale: LaidOut) => {
      scale.width = 3.6 * theme.fontSize;
    },
  };
}

function look(theme: Theme) {
  return {
    grid: { color: theme.grid, drawTicks: false, lineWidth: theme.highContrast ? 0.5 : 1 },
    border: { color: theme.highContrast ? theme.foreground : theme.grid },
  };
}

function tickLook(theme: Theme) {
  return {
    color: theme.muted,
    autoSkip: false,
    padding: 6,
    font: { family: theme.fontFamily, size: Math.max(10, theme.fontSize - 2) },
  };
}

function label(value: number | string): string {
  return tickLabel(Number(value));
}
