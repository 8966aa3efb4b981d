import decode, { init } from '@jsquash/webp/decode.js';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Pixels } from './pixels';

const decoded = v.object({
  width: v.pipe(v.number(), v.integer()),
  height: v.pipe(v.number(), v.integer()),
  data: v.instance(Uint8ClampedArray<ArrayBufferLike>),
});

let ready: Promise<void> | null = null;

/**
 * Reads a WebP, with loss or without.
 * @param decoder path of libwebp as WebAssembly
 */
export async function webpPixels(bytes: Uint8Array, decoder: string): Promise<Pixels> {
  ready ??= load(decoder);
  await ready;
  // A copy of exactly these bytes: the decoder takes whole buffers.
  const { width, height, data } = v.parse(decoded, await decode(new Uint8Array(bytes).buffer));
  return { width, height, channels: 4, data, white: 255 };
}

async function load(decoder: string): Promise<void> {
  // Emscripten takes the bytes as they are; its types do not say so.
  const options = { wasmBinary: await readFile(decoder), locateFile: () => decoder };
  await init(options);
}
