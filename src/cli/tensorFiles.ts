/** Tensors in files: `.f32` is float32, little endian, C order, without a header; `.png` an image in −1..1. */
import { convertIndexedToRgb, decode, encode, type DecodedPng } from 'fast-png';
import { readFile, writeFile } from 'node:fs/promises';
import { toPixels } from '../decode/shared/pixels';
import type { Latents } from '../decode/shared/picture';
import { UsageError } from './output';

export type Shape = Latents['shape'];

/**
 * Reads `.f32`.
 * @throws UsageError when the file does not hold exactly this many numbers
 */
export async function readFloats(file: string, shape: Shape): Promise<Latents> {
  const bytes = await read(file);
  const count = shape.reduce((product, n) => product * n, 1);
  if (bytes.byteLength !== count * 4)
    throw new UsageError(
      `${file} has ${bytes.byteLength} bytes; the shape ${shape.join(',')} takes ${count * 4} (4 a number).`,
    );
  return { data: new Float32Array(new Uint8Array(bytes).buffer), shape };
}

/** Reads a PNG of 8 or 16 bits a channel as [1, 3, height, width]; grey is spread over the channels, alpha dropped. */
export async function readPng(file: string): Promise<Latents> {
  const png = decodePng(file, await read(file));
  const { width, height, depth } = png;
  if (depth < 8 && !png.palette) throw new UsageError(`${file} has ${depth} bits a channel; save it with 8 or 16.`);
  const samples = png.palette ? convertIndexedToRgb(png) : png.data;
  const channels = samples.length / (width * height);
  const half = (png.palette ? 255 : 2 ** depth - 1) / 2;
  const data = new Float32Array(3 * width * height);
  for (let channel = 0; channel < 3; channel++) {
    const from = channels < 3 ? 0 : channel;
    for (let i = 0; i < width * height; i++)
      data[channel * width * height + i] = samples[i * channels + from] / half - 1;
  }
  return { data, shape: [1, 3, height, width] };
}

/** Writes what the file name's ending says: floats as they are, or a PNG with the batch's pictures one below the other. */
export async function writeTensor(file: string, { data, shape }: Latents): Promise<void> {
  await writeFile(
    file,
    file.endsWith('.png') ? encodePng(data, shape) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
}

function encodePng(data: Float32Array, [batch, channels, height, width]: Shape): Uint8Array {
  if (channels !== 3) throw new UsageError(`A PNG takes 3 channels, and the output has ${channels}; write it as .f32.`);
  return encode({ width, height: batch * height, channels: 3, data: toPixels(data, batch, height, width) });
}

function decodePng(file: string, bytes: Uint8Array): DecodedPng {
  try {
    return decode(bytes);
  } catch (error) {
    throw new UsageError(
      `${file} is not a PNG that can be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
