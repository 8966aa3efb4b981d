import type { StepPicture } from '../../src/panel/protocol';

/** Paints a picture onto a canvas of its size; the canvas keeps its look, which CSS decides. */
export function paint(canvas: HTMLCanvasElement, { width, height, rgb }: StepPicture): void {
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  const rgba = image.data;
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0;
    rgba[to + 1] = rgb[from + 1] ?? 0;
    rgba[to + 2] = rgb[from + 2] ?? 0;
    rgba[to + 3] = 255;
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
