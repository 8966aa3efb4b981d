/**
 * Turns images in −1..1 into bytes: [batch, 3, height, width] floats → [batch, height, width, 3] bytes, clamped and
 * rounded to nearest.
 */
export function toPixels(image: Float32Array, batch: number, height: number, width: number): Uint8Array {
  const plane = height * width;
  const pixels = new Uint8ClampedArray(batch * plane * 3);
  for (let b = 0, to = 0; b < batch; b++) {
    const start = b * 3 * plane;
    for (let from = start; from < start + plane; from++, to += 3) {
      pixels[to] = (image[from] + 1) * 127.5;
      pixels[to + 1] = (image[from + plane] + 1) * 127.5;
      pixels[to + 2] = (image[from + 2 * plane] + 1) * 127.5;
    }
  }
  return new Uint8Array(pixels.buffer);
}
