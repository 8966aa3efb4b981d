/**
 * Linear latent→RGB maps computed here, for machines without ONNX Runtime: what `scripts/build-linear-models.mjs` writes as graphs,
 * whose comments tell what is done and why.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { DecodeError } from '../shared/errors';
import type { Tensor } from './run';

const numbers = v.array(v.number());
const mapSchema = v.object({ factors: v.array(numbers), smoothing: v.optional(v.array(numbers)) });

/** Colours of each latent channel, [channels][3], and a 3×3 kernel for the colours if the map has one. */
export type LinearMap = v.InferOutput<typeof mapSchema>;

const scale = 8;
const sharpeningSteps = 4;

/** @throws DecodeError when the installation is damaged */
export async function readLinearMap(file: string, family: string): Promise<LinearMap> {
  try {
    return v.parse(v.record(v.string(), mapSchema), JSON.parse(await readFile(file, 'utf8')))[family];
  } catch (error) {
    throw new DecodeError('model', `${file} cannot be read (${String(error)}). Install Sigmascope again.`);
  }
}

/** Latents → picture in −1..1. */
export function decodeLinearly({ factors, smoothing }: LinearMap, latents: Tensor): Tensor {
  checkChannels(latents, factors.length);
  return eachImage(latents, 3, scale, (planes, height, width) =>
    mixed(planes, transposed(factors)).map((plane) => {
      const smooth = smoothing ? convolved(plane, height, width, smoothing) : plane;
      return enlarged(smooth, height, width).map((value) => Math.max(-1, Math.min(1, value)));
    }),
  );
}

/** Picture → the smallest latents that decode to its colours. */
export function encodeLinearly({ factors, smoothing }: LinearMap, image: Tensor): Tensor {
  checkChannels(image, 3);
  return eachImage(image, factors.length, 1 / scale, (planes, height, width) => {
    const small = planes.map((plane) => reduced(plane, height, width));
    const sharp = smoothing ? small.map((plane) => sharpened(plane, height / scale, width / scale, smoothing)) : small;
    return mixed(sharp, pseudoInverse(factors));
  });
}

function checkChannels({ shape }: Tensor, expected: number): void {
  if (shape.length === 4 && shape[1] === expected) return;
  throw new DecodeError('input', `The map takes ${expected} channels, which [${shape.join(', ')}] does not fit.`);
}

type Planes = readonly Float32Array[];

function eachImage(
  { data, shape: [batch, channels, height, width] }: Tensor,
  outputs: number,
  enlargement: number,
  work: (planes: Planes, height: number, width: number) => Planes,
): Tensor {
  const plane = height * width;
  const shape = [batch, outputs, height * enlargement, width * enlargement];
  const result = new Float32Array(shape.reduce((product, n) => product * n, 1));
  for (let b = 0, at = 0; b < batch; b++) {
    const planes = Array.from({ length: channels }, (_, c) =>
      data.subarray((b * channels + c) * plane, (b * channels + c + 1) * plane),
    );
    for (const made of work(planes, height, width)) {
      result.set(made, at);
      at += made.length;
    }
  }
  return { data: result, shape };
}

/** A matrix [out][in] applied to the channels of every pixel. */
function mixed(planes: Planes, matrix: readonly (readonly number[])[]): Planes {
  return matrix.map((row) => {
    const sum = new Float32Array(planes[0].length);
    for (const [c, plane] of planes.entries()) for (let i = 0; i < sum.length; i++) sum[i] += row[c] * plane[i];
    return sum;
  });
}

/** A 3×3 kernel; the rim is repeated outwards. */
function convolved(plane: Float32Array, height: number, width: number, kernel: LinearMap['factors']): Float32Array {
  const within = (i: number, size: number): number => Math.max(0, Math.min(size - 1, i));
  return plane.map((_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++)
        sum += kernel[dy + 1][dx + 1] * plane[within(y + dy, height) * width + within(x + dx, width)];
    return sum;
  });
}

/** Van Cittert's iteration y ← y + (x − smooth(y)). */
function sharpened(x: Float32Array, height: number, width: number, kernel: LinearMap['factors']): Float32Array {
  let y = x;
  for (let step = 0; step < sharpeningSteps; step++) {
    const smooth = convolved(y, height, width, kernel);
    y = y.map((value, i) => value + x[i] - smooth[i]);
  }
  return y;
}

function reduced(plane: Float32Array, height: number, width: number): Float32Array {
  const columns = width / scale;
  const means = new Float32Array((height / scale) * columns);
  for (let i = 0; i < plane.length; i++) {
    const row = Math.floor(i / width / scale);
    means[row * columns + Math.floor((i % width) / scale)] += plane[i] / scale ** 2;
  }
  return means;
}

/** Rows, then columns. */
function enlarged(plane: Float32Array, height: number, width: number): Float32Array {
  const tall = new Float32Array(height * scale * width);
  for (let x = 0; x < width; x++) enlargeLine(plane, x, width, height, tall);
  const large = new Float32Array(tall.length * scale);
  for (let y = 0; y < height * scale; y++) enlargeLine(tall, y * width, 1, width, large, y * width * scale);
  return large;
}

/** Cubic interpolation (Keys 1981, a = −1/2) of the `count` values that are `step` apart. */
function enlargeLine(
  from: Float32Array,
  first: number,
  step: number,
  count: number,
  to: Float32Array,
  target = first,
): void {
  for (let i = 0; i < count * scale; i++) {
    const place = (i + 0.5) / scale - 0.5;
    const left = Math.floor(place);
    let sum = 0;
    for (let tap = left - 1; tap <= left + 2; tap++)
      sum += keysKernel(Math.abs(tap - place)) * from[first + step * Math.max(0, Math.min(count - 1, tap))];
    to[target + step * i] = sum;
  }
}

function keysKernel(distance: number): number {
  if (distance < 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1;
  if (distance < 2) return -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2;
  return 0;
}

/** F(FᵀF)⁻¹ for F of [channels][3]: the latents of smallest norm with these colours. */
function pseudoInverse(factors: LinearMap['factors']): number[][] {
  const columns = transposed(factors);
  const inverse = inverse3(columns.map((a) => columns.map((b) => dot(a, b))));
  return factors.map((row) => inverse.map((column) => dot(row, column)));
}

/** A symmetric 3×3 matrix inverted by its cofactors. */
function inverse3(m: readonly (readonly number[])[]): number[][] {
  const cofactor = (row: number, column: number): number => {
    const [r1, r2, c1, c2] = [(row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3];
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const axes = [0, 1, 2];
  const determinant = dot(
    m[0],
    axes.map((column) => cofactor(0, column)),
  );
  return axes.map((row) => axes.map((column) => cofactor(column, row) / determinant));
}

function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
