/**
 * Turns images into bytes: [batch, 3, height, width] floats → [batch, height, width, 3] bytes, clamped and rounded to
 * nearest.
 * @param range black and white among the floats
 */
export function toPixels(
  image: Float32Array,
  batch: number,
  height: number,
  width: number,
  [black, white]: readonly [number, number] = [-1, 1],
): Uint8Array {
  const plane = height * width;
  const scale = 255 / (white - black);
  const pixels = new Uint8ClampedArray(batch * plane * 3);
  for (let b = 0, to = 0; b < batch; b++) {
    const start = b * 3 * plane;
    for (let from = start; from < start + plane; from++, to += 3) {
      pixels[to] = (image[from] - black) * scale;
      pixels[to + 1] = (image[from + plane] - black) * scale;
      pixels[to + 2] = (image[from + 2 * plane] - black) * scale;
    }
  }
  return new Uint8Array(pixels.buffer);
}
