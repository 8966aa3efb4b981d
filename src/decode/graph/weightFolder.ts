/**
 * Which files of a diffusers folder hold its weights.
 * Source: diffusers, utils/constants.py (`SAFETENSORS_WEIGHTS_NAME`, `SAFE_WEIGHTS_INDEX_NAME`) and utils/hub_utils.py
 * (`_add_variant`).
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { readSafetensors, type Tensor } from './safetensors';
import { Weights } from './weights';

const index = /^diffusion_pytorch_model\.safetensors(\.[\w-]+)?\.index(\.[\w-]+)?\.json$/;
const whole = /^diffusion_pytorch_model(\.[\w-]+)?\.safetensors$/;

/** An index lists every tensor once: a few hundred kilobytes for the largest models. */
const maxIndexBytes = 16 * 2 ** 20;
const maxShards = 256;

/** A shard is a file beside its index and nothing else. */
const shardName = v.pipe(
  v.string(),
  v.regex(/^[^/\\:]+\.safetensors$/, 'is not the name of a safetensors file in the same folder'),
);
const indexSchema = v.object({ weight_map: v.record(v.string(), shardName) });

/**
 * Reads the headers of a folder's weights: whole or in shards, without a variant (fp16, …) rather than with one.
 * @throws Error with a sentence when there are none, or one is damaged
 */
export async function weightsIn(folder: string): Promise<Weights> {
  const names = (await readdir(folder)).sort((a, b) => a.length - b.length);
  const found = names.find((name) => whole.test(name)) ?? names.find((name) => index.test(name));
  if (found === undefined) throw noWeights(folder, names);
  const path = join(folder, found);
  const shards = found.endsWith('.json') ? await shardsOf(path) : [found];
  const tensors = await Promise.all(shards.map((name) => readSafetensors(join(folder, name))));
  checkNames(path, tensors.flat());
  return new Weights(shards.length === 1 ? join(folder, shards[0]) : folder, tensors.flat());
}

function checkNames(path: string, tensors: readonly Tensor[]): void {
  const seen = new Set<string>();
  for (const { name } of tensors) {
    if (seen.has(name)) throw new Error(`${path} has the tensor "${name}" in two shards. Download the folder again.`);
    seen.add(name);
  }
}

async function shardsOf(path: string): Promise<string[]> {
  const { size } = await stat(path);
  if (size > maxIndexBytes)
    throw new Error(
      `${path} has ${size} bytes, and at most ${maxIndexBytes / 2 ** 20} MB are read of an index. Download it again.`,
    );
  const parsed = v.safeParse(indexSchema, parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} does not read as an index of shards: ${v.summarize(parsed.issues)}`);
  const shards = [...new Set(Object.values(parsed.output.weight_map))];
  if (shards.length > maxShards)
    throw new Error(`${path} names ${shards.length} shards, and at most ${maxShards} are read. Download it again.`);
  for (const shard of shards)
    if (!(await isFile(join(path, '..', shard))))
      throw new Error(`${path} names the shard ${shard}, which is not there. Download the folder again.`);
  return shards;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noWeights(folder: string, names: readonly string[]): Error {
  const pickle = names.find((name) => /^diffusion_pytorch_model.*\.bin$/.test(name));
  return new Error(
    pickle === undefined
      ? `There are no weights in ${folder}. Download the model again; save_pretrained writes diffusion_pytorch_model.safetensors.`
      : `${basename(folder)} has its weights only in ${pickle}, a pickle, which can run code when it is read and is not read here. Download or save the model as safetensors.`,
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
