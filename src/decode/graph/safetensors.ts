/**
 * The header of a safetensors file: which tensors there are, and where. Weights themselves are never read here.
 * Ours, because parseSafetensorsMetadata of @huggingface/hub reads from the Hub, and trusts the offsets that it finds.
 * Source: huggingface/safetensors, README.md (format) and safetensors/src/tensor.rs (what a valid file is).
 */
import { open, realpath } from 'node:fs/promises';
import * as v from 'valibot';
import type { WeightFile } from '../shared/autoencoder';

/** Bytes of one element of each type that is known; weights come in the first four. */
const elementBytes = {
  F32: 4,
  F16: 2,
  BF16: 2,
  F64: 8,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
} as const;
export type Dtype = keyof typeof elementBytes;

/** One tensor of a file. */
export interface Tensor {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly file: WeightFile;
  /** Where its bytes begin in the file, and how many there are. */
  readonly offset: number;
  readonly length: number;
}

/** A VAE's header takes some 30 KB, that of a whole checkpoint with thousands of tensors less than 1 MB. */
export const maxHeaderBytes = 16 * 2 ** 20;
export const maxTensors = 100_000;
/** Weights have at most four dimensions; a few more do no harm. */
const maxRank = 8;

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.object({
  dtype: v.picklist(Object.keys(elementBytes) as [Dtype, ...Dtype[]]),
  shape: v.pipe(v.array(natural), v.maxLength(maxRank)),
  data_offsets: v.tuple([natural, natural]),
});
type Entry = v.InferOutput<typeof entrySchema>;

/**
 * Reads and checks a header: every tensor lies inside the file, takes as many bytes as its type and shape say, and the tensors
 * fill the file without a gap or an overlap.
 * @throws Error with a sentence naming the file, the cause and a remedy
 */
export async function readSafetensors(path: string): Promise<Tensor[]> {
  const { file, header, dataStart } = await readHeader(path);
  const tensors = Object.entries(entriesOf(file, header)).map(([name, entry]): Tensor => {
    const [begin, end] = entry.data_offsets;
    checkLength(file, name, entry);
    return { name, dtype: entry.dtype, shape: entry.shape, file, offset: dataStart + begin, length: end - begin };
  });
  checkLayout(file, dataStart, tensors);
  return tensors;
}

interface Header {
  readonly file: WeightFile;
  readonly header: string;
  /** Where the tensors' bytes begin. */
  readonly dataStart: number;
}

/** Eight bytes of length, little endian, then so many bytes of JSON. */
async function readHeader(path: string): Promise<Header> {
  const real = await realpath(path);
  const handle = await open(real);
  try {
    const { size, mtimeMs } = await handle.stat();
    const file: WeightFile = { path: real, size, mtimeMs };
    const prefix = new DataView(new ArrayBuffer(8));
    if ((await handle.read(prefix, 0, 8, 0)).bytesRead < 8) throw incomplete(file, 'it has less than eight bytes');
    const length = Number(prefix.getBigUint64(0, true));
    if (length > maxHeaderBytes)
      throw new Error(
        `${real} says that its header takes ${length} bytes, and at most ${maxHeaderBytes / 2 ** 20} MB are read. It is not a safetensors file of a VAE; choose another.`,
      );
    if (8 + length > size) throw incomplete(file, 'it ends inside its header');
    const header = new Uint8Array(length);
    if ((await handle.read(header, 0, length, 8)).bytesRead < length)
      throw incomplete(file, 'it ends inside its header');
    return { file, header: decodeText(file, header), dataStart: 8 + length };
  } finally {
    await handle.close();
  }
}

function decodeText(file: WeightFile, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw damaged(file, 'its header is not UTF-8 text');
  }
}

function entriesOf(file: WeightFile, header: string): Record<string, Entry> {
  let json: unknown;
  try {
    json = JSON.parse(header);
  } catch {
    throw damaged(file, 'its header is not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw damaged(file, 'its header is not an object');
  const twice = duplicateKey(header);
  if (twice !== null) throw damaged(file, `its header names "${twice}" twice`);
  const entries = Object.entries(json).filter(([name]) => name !== '__metadata__');
  const count = entries.length;
  if (count > maxTensors) throw damaged(file, `its header names ${count} tensors, and at most ${maxTensors} are read`);
  return Object.fromEntries(entries.map(([name, entry]) => [name, entryOf(file, name, entry)]));
}

function entryOf(file: WeightFile, name: string, entry: unknown): Entry {
  const parsed = v.safeParse(entrySchema, entry);
  if (parsed.success) return parsed.output;
  const [{ message }] = parsed.issues;
  throw damaged(file, `its header's entry for "${name}" does not read: ${message}`);
}

/** Strings, with the colon if they are keys, and brackets: all that is needed to follow JSON that is known to be right. */
const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;

/** A key that the header's outermost object has twice, of which `JSON.parse` would keep one without a word. */
function duplicateKey(header: string): string | null {
  const seen = new Set<unknown>();
  let depth = 0;
  for (const [token, colon] of header.matchAll(tokens)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && colon) {
      const key: unknown = JSON.parse(token.slice(0, -colon.length));
      if (seen.has(key)) return String(key);
      seen.add(key);
    }
  }
  return null;
}

function checkLength(file: WeightFile, name: string, { dtype, shape, data_offsets: [begin, end] }: Entry): void {
  const bytes = shape.reduce((product, n) => product * n, elementBytes[dtype]);
  if (bytes !== end - begin)
    throw damaged(
      file,
      `its tensor "${name}" is ${dtype} [${shape.join(', ')}], which takes ${bytes} bytes, and it has ${end - begin}`,
    );
}

function checkLayout(file: WeightFile, dataStart: number, tensors: readonly Tensor[]): void {
  let end = dataStart;
  for (const { name, offset, length } of [...tensors].sort((a, b) => a.offset - b.offset || a.length - b.length)) {
    if (offset !== end)
      throw damaged(file, `its tensor "${name}" ${offset < end ? 'overlaps another' : 'comes after a gap'}`);
    end = offset + length;
  }
  if (end > file.size) throw incomplete(file, `it has ${file.size} of ${end} bytes`);
  if (end < file.size) throw damaged(file, `it has ${file.size - end} bytes more than its header describes`);
}

function incomplete({ path }: WeightFile, cause: string): Error {
  return new Error(`${path} is not complete: ${cause}. Download it again, or wait until its download is done.`);
}

function damaged({ path }: WeightFile, cause: string): Error {
  return new Error(`${path} is damaged: ${cause}. Download it again.`);
}
