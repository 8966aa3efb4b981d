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

/** The least and the greatest of the values that can be drawn; from ∞ to −∞ where there are none. */
export function extremesOf(columns: readonly Iterable<number>[]): Limits {
  let [min, max] = [Infinity, -Infinity];
  for (const values of columns) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max };
}

/** The values' limits with a little air; a single value gets room on both sides. */
export function limitsOf(columns: readonly Iterable<number>[], logarithmic: boolean): Limits {
  const { min, max } = extremesOf(columns);
  if (min > max) return logarithmic ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  if (logarithmic) {
    const air = min === max ? 3 : (max / min) ** 0.04;
    return { min: min / air, max: max * air };
  }
  const air = min === max ? Math.abs(max) / 2 || 1 : (max - min) * 0.04;
  return { min: min - air, max: max + air };
}

/** From the first point to the last, with room for a single one. */
export function exactly(columns: readonly Iterable<number>[]): Limits {
  const { min, max } = extremesOf(columns);
  return min < max ? { min, max } : limitsOf(columns, false);
}
