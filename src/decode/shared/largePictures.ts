import type { StripLayer } from './autoencoder';

/**
 * Pictures of more pixels are decoded in strips, where the autoencoder is known by its layers: a full VAE takes 1.5 GB for this
 * many at once, and more than 4 GB for four times as many.
 */
export const largestAtOnce = 512 * 512;

/** Attention compares every pixel with every other; where that takes more bytes, it is done in strips. */
const largestAttention = 2 ** 28;

/** What attention takes for each pixel: its scores with all others, before and after they are made shares of one. */
export function attentionBytes(pixels: number): number {
  return 2 * 4 * pixels;
}

/** Whether what a network computes for an input of this shape is so large that it is computed in strips. */
export function needsStrips(
  layers: readonly (Pick<StripLayer, 'rate'> & { readonly whole?: readonly unknown[] })[],
  [, , height, width]: readonly number[],
): boolean {
  let pixels = height * width;
  for (const { rate, whole = [] } of layers) {
    if (whole.length > 0 && attentionBytes(pixels) * pixels > largestAttention) return true;
    pixels *= rate ** 2;
  }
  return pixels > largestAtOnce;
}
