import type { Picture } from '../../decode/shared/picture';
import { resized } from './resize';

/** Pixels of pictures laid side by side, 3 or 4 channels each. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Pictures in a row, each `side` pixels square, white between them. */
export function sideBySide(pictures: readonly Picture[], side: number, gap: number, channels: 3 | 4): Sheet {
  const width = Math.max(1, pictures.length * (side + gap) - gap);
  const data = new Uint8Array(width * side * channels).fill(255);
  pictures.forEach((picture, i) => {
    const { rgb } = resized(picture, side, side);
    const left = i * (side + gap);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const to = (Math.floor(pixel / side) * width + left + (pixel % side)) * channels;
      data[to] = rgb[pixel * 3];
      data[to + 1] = rgb[pixel * 3 + 1];
      data[to + 2] = rgb[pixel * 3 + 2];
    }
  });
  return { width, height: side, data };
}
