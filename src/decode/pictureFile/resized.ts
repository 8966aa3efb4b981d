import type { Square } from './pixels';

/** How much each source cell counts for one cell of the result; weights sum to 1. */
interface Window {
  readonly start: number;
  readonly weights: readonly number[];
}

/**
 * Brings a square to another side: means over areas where it shrinks, straight lines between pixels where it grows.
 * Ours, because image libraries round to bytes on the way; encoders take the means as floats.
 * @returns planes [3, size, size] in 0..255
 */
export function resized({ side, rgb }: Square, size: number): Float32Array {
  const windows = side >= size ? areas(side, size) : lines(side, size);
  const planes = new Float32Array(3 * size * size);
  const narrow = new Float32Array(side * size);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < side; y++)
      for (let x = 0; x < size; x++) {
        const { start, weights } = windows[x];
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * rgb[3 * (y * side + start + i) + channel];
        narrow[y * size + x] = sum;
      }
    for (let y = 0; y < size; y++) {
      const { start, weights } = windows[y];
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i] * narrow[(start + i) * size + x];
        planes[(channel * size + y) * size + x] = sum;
      }
    }
  }
  return planes;
}

function areas(from: number, to: number): Window[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const begin = cell * scale;
    const end = begin + scale;
    const start = Math.floor(begin);
    const weights: number[] = [];
    for (let i = start; i < end && i < from; i++) weights.push((Math.min(end, i + 1) - Math.max(begin, i)) / scale);
    return { start, weights };
  });
}

function lines(from: number, to: number): Window[] {
  return Array.from({ length: to }, (_, cell) => {
    const centre = Math.min(Math.max(((cell + 0.5) * from) / to - 0.5, 0), from - 1);
    const start = Math.floor(centre);
    const share = centre - start;
    return share === 0 ? { start, weights: [1] } : { start, weights: [1 - share, share] };
  });
}
