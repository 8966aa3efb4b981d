import type { Orientation } from './exif';
import type { Square } from './pixels';

/** For the pixel (x, y) of the upright square, its place in the stored one; `last` is the index of the last row and column. */
const sources: Readonly<Record<Orientation, (x: number, y: number, last: number) => readonly [number, number]>> = {
  1: (x, y) => [x, y],
  2: (x, y, last) => [last - x, y],
  3: (x, y, last) => [last - x, last - y],
  4: (x, y, last) => [x, last - y],
  5: (x, y) => [y, x],
  6: (x, y, last) => [y, last - x],
  7: (x, y, last) => [last - y, last - x],
  8: (x, y, last) => [last - y, x],
};

/** Turns a square upright. Turning does not change which part of a picture its middle square is. */
export function upright({ side, rgb }: Square, orientation: Orientation): Square {
  if (orientation === 1) return { side, rgb };
  const turned = new Uint8Array(rgb.length);
  const source = sources[orientation];
  for (let y = 0, to = 0; y < side; y++)
    for (let x = 0; x < side; x++, to += 3) {
      const [column, row] = source(x, y, side - 1);
      const from = 3 * (row * side + column);
      turned.set(rgb.subarray(from, from + 3), to);
    }
  return { side, rgb: turned };
}
