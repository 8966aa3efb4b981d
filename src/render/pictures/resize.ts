import type { Picture } from '../../decode/shared/picture';

/**
 * A picture at another size: every new pixel is the mean of the area it covers, or the nearest pixel when enlarging.
 * Image libraries smooth when they enlarge, which would show detail that latents do not have.
 */
export function resized(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const rgb = new Uint8Array(width * height * 3);
  const columns = spans(picture.width, width);
  const rows = spans(picture.height, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        rgb[(y * width + x) * 3 + channel] = mean(picture, columns[x], rows[y], channel);
      }
    }
  }
  return { width, height, rgb };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The source pixels under each target pixel, at least one. */
function spans(source: number, target: number): Span[] {
  return Array.from({ length: target }, (_, i) => {
    const from = Math.min(source - 1, Math.floor((i * source) / target));
    return { from, to: Math.max(from + 1, Math.min(source, Math.round(((i + 1) * source) / target))) };
  });
}

function mean({ width, rgb }: Picture, column: Span, row: Span, channel: number): number {
  let sum = 0;
  for (let y = row.from; y < row.to; y++) {
    for (let x = column.from; x < column.to; x++) sum += rgb[(y * width + x) * 3 + channel];
  }
  return Math.round(sum / ((column.to - column.from) * (row.to - row.from)));
}
