import type { Picture } from '../decode/picture';

/** A picture at another size: every new pixel is the mean of the area it covers, or the nearest pixel when enlarging. */
export function resized(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const rgb = new Uint8Array(width * height * 3);
  const columns = spans(picture.width, width);
  const rows = spans(picture.height, height);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => rgb.set(meanColour(picture, column, row), (y * width + x) * 3));
  });
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

function meanColour({ width, rgb }: Picture, column: Span, row: Span): [number, number, number] {
  let [r, g, b] = [0, 0, 0];
  for (let y = row.from; y < row.to; y++) {
    for (let x = column.from; x < column.to; x++) {
      const at = (y * width + x) * 3;
      r += rgb[at];
      g += rgb[at + 1];
      b += rgb[at + 2];
    }
  }
  const area = (column.to - column.from) * (row.to - row.from);
  return [Math.round(r / area), Math.round(g / area), Math.round(b / area)];
}
