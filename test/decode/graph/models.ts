/** Models with random weights, written as diffusers writes them, and safetensors files of any content. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randn } from '../../../src/preview/noise/noise';
import type { Grid, Parameters } from './reference';

export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file's bytes; what follows `change` may be as wrong as a test wants. */
export function safetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  change: (header: string) => string = (header) => header,
): Uint8Array {
  let offset = 0;
  const entries = [...tensors].map(([name, { dtype, shape, bytes }]) => {
    const begin = offset;
    offset += bytes.length;
    return [name, { dtype, shape, data_offsets: [begin, offset] }] as const;
  });
  const header = new TextEncoder().encode(
    change(JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) })),
  );
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(header.length), true);
  return join8([prefix, header, ...[...tensors.values()].map(({ bytes }) => bytes)]);
}

function join8(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export type Precision = 'F32' | 'BF16';

/** Parameters made up as they are asked for, and remembered; rounded to what the file will hold. */
export class RandomParameters {
  readonly tensors = new Map<string, StoredTensor>();
  readonly #values = new Map<string, Float64Array>();

  constructor(
    private readonly seed: number,
    private readonly precision: Precision = 'F32',
  ) {}

  readonly get: Parameters = (name, shape) => {
    const known = this.#values.get(name);
    if (known) return known;
    const size = shape.reduce((product, n) => product * n, 1);
    const noise = randn(this.seed + this.#values.size, Math.max(16, size)).subarray(0, size);
    const isNorm = /norm\w*\.weight$/.test(name);
    const spread = shape.length > 1 ? 1 / Math.sqrt(size / shape[0]) : 0.1;
    const stored = noise.map((value) => (isNorm ? 1 : 0) + spread * value);
    if (this.precision === 'BF16') {
      const bits = new Uint32Array(stored.buffer, stored.byteOffset, stored.length);
      bits.forEach((value, i) => (bits[i] = value & 0xffff0000));
    }
    this.tensors.set(name, { dtype: this.precision, shape, bytes: bytesOf(stored, this.precision) });
    const values = Float64Array.from(stored);
    this.#values.set(name, values);
    return values;
  };
}

function bytesOf(values: Float32Array, precision: Precision): Uint8Array {
  if (precision === 'F32') return new Uint8Array(values.slice().buffer);
  const bits = new Uint32Array(values.slice().buffer);
  return new Uint8Array(Uint16Array.from(bits, (value) => value >>> 16).buffer);
}

/** Writes a folder with `config.json` and one file of weights. */
export function writeModel(
  folder: string,
  config: object,
  tensors: ReadonlyMap<string, StoredTensor>,
  file = 'diffusion_pytorch_model.safetensors',
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, file), safetensors(tensors));
  return folder;
}

/** Writes the weights in two shards with an index, as `save_pretrained(max_shard_size=…)` does. */
export function writeSharded(folder: string, config: object, tensors: ReadonlyMap<string, StoredTensor>): string {
  const all = [...tensors];
  const halves = [all.slice(0, all.length / 2), all.slice(all.length / 2)].map((half) => new Map(half));
  const map: Record<string, string> = {};
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  for (const [i, half] of halves.entries()) {
    const name = `diffusion_pytorch_model-0000${i + 1}-of-00002.safetensors`;
    writeFileSync(join(folder, name), safetensors(half));
    for (const tensor of half.keys()) map[tensor] = name;
  }
  const index = JSON.stringify({ metadata: { total_size: 0 }, weight_map: map });
  writeFileSync(join(folder, 'diffusion_pytorch_model.safetensors.index.json'), index);
  return folder;
}

/** A tensor of noise to decode or encode. */
export function noise(seed: number, channels: number, height: number, width: number, scale = 1): Grid {
  const values = randn(seed, Math.max(16, channels * height * width)).subarray(0, channels * height * width);
  return { channels, height, width, data: Float64Array.from(values, (value) => scale * value) };
}
