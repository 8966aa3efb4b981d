/** Ticks and positions along an axis. */

export interface Axis {
  readonly logarithmic: boolean;
  readonly min: number;
  readonly max: number;
}

/** How far along the axis a value lies, 0 at `min` and 1 at `max`; ±Infinity and what a logarithm cannot show fall outside. */
export function fraction({ logarithmic, min, max }: Axis, value: number): number {
  if (max === min) return 0.5;
  if (!logarithmic) return (value - min) / (max - min);
  return (Math.log(value) - Math.log(min)) / (Math.log(max) - Math.log(min));
}

/** An axis for the finite values given, with a little air around them. A single value gets room on both sides. */
export function axisFor(values: readonly number[], logarithmic: boolean): Axis {
  const usable = values.filter((value) => Number.isFinite(value) && (!logarithmic || value > 0));
  if (usable.length === 0) return { logarithmic, min: logarithmic ? 0.1 : 0, max: 1 };
  let [min, max] = [Infinity, -Infinity];
  for (const value of usable) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (logarithmic) return min === max ? { logarithmic, min: min / 3, max: max * 3 } : widened(min, max);
  const low = Math.min(0, min);
  return { logarithmic, min: low, max: max > low ? max + (max - low) * 0.05 : low + 1 };
}

function widened(min: number, max: number): Axis {
  const air = (max / min) ** 0.05;
  return { logarithmic: true, min: min / air, max: max * air };
}

/** Round values inside the axis, about `count` of them: 1, 2, 5 times a power of ten, or whole decades. */
export function ticks(axis: Axis, count: number): number[] {
  return axis.logarithmic ? logarithmicTicks(axis, count) : linearTicks(axis, count);
}

function linearTicks({ min, max }: Axis, count: number): number[] {
  const rough = (max - min) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5, 10].find((factor) => factor * decade >= 0.8 * rough) ?? 10);
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function logarithmicTicks({ min, max }: Axis, count: number): number[] {
  const [from, to] = [Math.floor(Math.log10(min)), Math.ceil(Math.log10(max))];
  const stride = Math.max(1, Math.ceil((to - from) / count));
  const within = (value: number) => value >= min * 0.999 && value <= max * 1.001;
  const decades = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const whole = decades.filter((power) => power % stride === 0).map((power) => Number(`1e${power}`));
  if (whole.filter(within).length >= 2) return whole.filter(within);
  return decades.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`))).filter(within);
}
