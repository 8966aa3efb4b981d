import { decode } from 'jpeg-js';
import { mostPixels } from './limits';
import type { Pixels } from './pixels';

/** jpeg-js takes 4 bytes for every coefficient, three of them a pixel, and its output beside them. */
const megabytes = Math.ceil((20 * mostPixels) / 2 ** 20);

/** Reads a baseline or progressive JPEG. @throws whatever jpeg-js does at a damaged one */
export function jpegPixels(bytes: Uint8Array): Pixels {
  const { width, height, data } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxMemoryUsageInMB: megabytes,
  });
  return { width, height, channels: 3, data, white: 255 };
}
