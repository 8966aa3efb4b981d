/** Round places along an axis, and how they are written. */

/** Multiples of 1, 2 or 5 times a power of ten within the limits, about `count` of them. */
export function linearTicks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [min];
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5].find((factor) => factor * decade >= 0.6 * rough) ?? 10);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten within the limits, thinned to about `count`; where they are too few, also their doubles and fivefolds. */
export function logarithmicTicks(min: number, max: number, count: number): number[] {
  const powers = linearTicks(Math.floor(Math.log10(min)), Math.ceil(Math.log10(max)), count).filter(Number.isInteger);
  const within = (value: number) => value >= min * 0.999 && value <= max * 1.001;
  const decades = powers.map((power) => Number(`1e${power}`)).filter(within);
  if (decades.length >= 2) return decades;
  return powers.flatMap((power) => [1, 2, 5].map((factor) => Number(`${factor}e${power}`))).filter(within);
}

/** As short as can be: `0.01`, `2e−5`. */
export function tickLabel(value: number): string {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential() : String(value);
  return text.replace('e+', 'e').replaceAll('-', '−');
}
