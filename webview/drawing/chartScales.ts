import type { Limits } from '../../src/panel/shared/curve/limits';

/** A scale of chart.js as far as it is decided here. */
interface LaidOut {
  min: number;
  max: number;
  ticks: { value: number }[];
}

/**
 * chart.js places values between the limits, which it asks for whenever it lays out; ticks and labels are drawn by
 * `axes.ts`, at a fraction of the time.
 */
function bare(limits: () => Limits) {
  return {
    display: false,
    bounds: 'data' as const,
    afterDataLimits: (scale: LaidOut) => void Object.assign(scale, limits()),
    afterBuildTicks: (scale: LaidOut) => void (scale.ticks = []),
  };
}

/** Time runs from left to right: along the steps upwards, along the timesteps downwards. */
export function xScale(limits: () => Limits, reverse: boolean) {
  return { ...bare(limits), type: 'linear' as const, reverse };
}

export function yScale(limits: () => Limits, logarithmic: boolean) {
  return { ...bare(limits), type: logarithmic ? ('logarithmic' as const) : ('linear' as const) };
}
