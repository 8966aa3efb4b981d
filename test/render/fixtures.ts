import type { Picture } from '../../src/decode/shared/picture';

/** Noise that no JPEG can make small, the same every time. */
export function noisyPicture(size: number, seed: number): Picture {
  const rgb = new Uint8Array(size * size * 3);
  let state = seed + 1;
  for (let i = 0; i < rgb.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    rgb[i] = state >>> 24;
  }
  return { width: size, height: size, rgb };
}
