import { stat } from 'node:fs/promises';
import type { Square } from '../pictureFile/pixels';
import { readSquare } from '../pictureFile/read';
import { resized } from '../pictureFile/resized';
import type { Tensor } from './run';

/** From here on a picture is kept at half the side or less, so that other sizes of it come quickly. */
const largeSide = 2048;
const keptSide = 1024;

/** The picture last read: it is asked for in several sizes, and a photograph takes seconds to unpack. */
let last: { readonly key: string; readonly square: Promise<Square> } | null = null;

/**
 * Reads a PNG, JPEG or WebP and brings its middle square to `size` × `size` pixels.
 * @param webpDecoder path of libwebp as WebAssembly; beside the bundle when absent
 * @returns float32 [1, 3, size, size] in −1..1
 * @throws DecodeError when the file cannot be read
 */
export async function readSamplePicture(file: string, size: number, webpDecoder?: string): Promise<Tensor> {
  const square = await kept(file, webpDecoder);
  const data = resized(square, size);
  for (let i = 0; i < data.length; i++) data[i] = data[i] / 127.5 - 1;
  return { data, shape: [1, 3, size, size] };
}

async function kept(file: string, webpDecoder?: string): Promise<Square> {
  const found = await stat(file).catch(() => null);
  const key = `${file} ${found?.size} ${found?.mtimeMs}`;
  if (last?.key === key) return last.square;
  const square = readSquare(file, webpDecoder).then(small);
  last = { key, square };
  square.catch(() => (last = null));
  return square;
}

function small(square: Square): Square {
  if (square.side < largeSide) return square;
  const planes = resized(square, keptSide);
  const pixels = keptSide ** 2;
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++)
    for (let channel = 0; channel < 3; channel++) rgb[3 * i + channel] = Math.round(planes[channel * pixels + i]);
  return { side: keptSide, rgb };
}
