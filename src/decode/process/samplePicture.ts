import { readFile } from 'node:fs/promises';
import { decode } from 'jpeg-js';
import { DecodeError } from '../errors';
import type { Tensor } from './run';

/**
 * Reads a JPEG and shrinks it to `size` × `size` pixels by averaging over areas.
 * @returns float32 [1, 3, size, size] in −1..1
 * @throws DecodeError when the file cannot be read as a JPEG
 */
export async function readSamplePicture(file: string, size: number): Promise<Tensor> {
  const { width, height, data } = await readJpeg(file);
  const columns = boxWeights(width, size);
  const rows = boxWeights(height, size);
  const image = new Float32Array(3 * size * size);
  for (let channel = 0; channel < 3; channel++) {
    const narrow = new Float32Array(height * size);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < size; x++)
        narrow[y * size + x] = weightedSum(columns[x], (i) => data[(y * width + i) * 3 + channel]);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        image[(channel * size + y) * size + x] = weightedSum(rows[y], (i) => narrow[i * size + x]) / 127.5 - 1;
  }
  return { data: image, shape: [1, 3, size, size] };
}

async function readJpeg(file: string): Promise<{ width: number; height: number; data: Uint8Array }> {
  try {
    return decode(await readFile(file), { useTArray: true, formatAsRGBA: false });
  } catch (error) {
    throw new DecodeError(
      'model',
      `The sample picture ${file} could not be read: ${String(error)}. Install Sigmascope again.`,
    );
  }
}

interface Box {
  readonly start: number;
  readonly weights: readonly number[];
}

/** For each of `to` cells, how much of each of `from` source cells it covers; weights sum to 1. */
function boxWeights(from: number, to: number): Box[] {
  const scale = from / to;
  return Array.from({ length: to }, (_, cell) => {
    const begin = cell * scale;
    const end = begin + scale;
    const start = Math.floor(begin);
    const weights: number[] = [];
    for (let i = start; i < end && i < from; i++) weights.push((Math.min(end, i + 1) - Math.max(begin, i)) / scale);
    return { start, weights };
  });
}

function weightedSum(box: Box, at: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < box.weights.length; i++) sum += box.weights[i] * at(box.start + i);
  return sum;
}
