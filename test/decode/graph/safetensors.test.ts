import fc from 'fast-check';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { maxHeaderBytes, readSafetensors } from '../../../src/decode/graph/safetensors';
import { safetensors, type StoredTensor } from './models';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));

let files = 0;
function write(bytes: Uint8Array): string {
  const file = join(folder, `${files++}.safetensors`);
  writeFileSync(file, bytes);
  return file;
}

const floats = (...shape: number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(4 * shape.reduce((a, b) => a * b, 1)),
});
const two = new Map([
  ['a.weight', floats(2, 3)],
  ['b.bias', { dtype: 'BF16', shape: [5], bytes: new Uint8Array(10) }],
]);

/** The file whose header went through a change of its text. */
const changed = (change: (header: string) => string): string => write(safetensors(two, change));
const replaced = (from: string, to: string): string => changed((header) => header.replace(from, to));

describe('a header', () => {
  it('tells where its tensors are', async () => {
    const file = write(safetensors(two));
    const [a, b] = await readSafetensors(file);
    const { size } = a.file;
    expect(a).toMatchObject({ name: 'a.weight', dtype: 'F32', shape: [2, 3], length: 24, offset: size - 34 });
    expect(b).toMatchObject({ name: 'b.bias', dtype: 'BF16', shape: [5], length: 10, offset: size - 10 });
  });

  it('is read through a link, and the file is named by its real path', async () => {
    const file = write(safetensors(two));
    symlinkSync(file, join(folder, 'link.safetensors'));
    expect((await readSafetensors(join(folder, 'link.safetensors')))[0].file.path).toBe(file);
  });

  it('may leave tensors empty, and be empty', async () => {
    expect(await readSafetensors(write(safetensors(new Map([['none', floats(0, 4)]]))))).toHaveLength(1);
    expect(await readSafetensors(write(safetensors(new Map())))).toEqual([]);
  });
});

describe('refused is a file', () => {
  const whole = safetensors(two);
  const prefixed = (length: bigint): Uint8Array => {
    const bytes = whole.slice();
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  };

  it.each([
    ['without a length', whole.slice(0, 5), /not complete: it has less than eight bytes.*Download it again/],
    ['that is empty', new Uint8Array(), /not complete/],
    ['that ends in its header', whole.slice(0, 40), /not complete: it ends inside its header/],
    ['that ends in its weights', whole.slice(0, -1), /not complete: it has \d+ of \d+ bytes/],
    ['with a header of more than the cap', prefixed(BigInt(maxHeaderBytes) + 1n), /at most 16 MB are read/],
    ['with a header beyond all numbers', prefixed(2n ** 64n - 1n), /at most 16 MB are read/],
    [
      'with more bytes than its header describes',
      Uint8Array.from([...whole, 0]),
      /1 bytes more than its header describes/,
    ],
    ['that is a web page', new TextEncoder().encode('<!DOCTYPE html><title>404</title>'), /at most 16 MB/],
  ])('%s', async (_, bytes, complaint) => {
    await expect(readSafetensors(write(bytes))).rejects.toThrow(complaint);
  });

  it.each([
    ['is no JSON', (header: string) => header.replace('{', '['), /damaged: its header is not JSON/],
    ['is a list', () => '[]', /its header is not an object/],
    ['names a tensor twice', (h: string) => h.replace('b.bias', 'a.weight'), /names "a.weight" twice/],
    ['names one twice, once escaped', (h: string) => h.replace('b.bias', 'a.\\u0077eight'), /names "a.weight" twice/],
    ['has an unknown type', (h: string) => h.replace('"F32"', '"F4"'), /"a.weight" does not read/],
    ['has a negative size', (h: string) => h.replace('[2,3]', '[-2,-3]'), /"a.weight" does not read/],
    ['has a fraction', (h: string) => h.replace('[2,3]', '[1.5,4]'), /"a.weight" does not read/],
    ['has a size too large to count', (h: string) => h.replace('[2,3]', '[1e300,3]'), /"a.weight" does not read/],
    [
      'has sizes whose product is',
      (h: string) => h.replace('[2,3]', '[9007199254740991,9007199254740991]'),
      /takes .* bytes, and it has 24/,
    ],
    ['has too many dimensions', (h: string) => h.replace('[2,3]', '[1,1,1,1,1,1,1,2,3]'), /does not read/],
    ['has other bytes than its shape', (h: string) => h.replace('[2,3]', '[2,4]'), /takes 32 bytes, and it has 24/],
    [
      'has a tensor end before it begins',
      (h: string) => h.replace('[0,24]', '[24,0]'),
      /takes 24 bytes, and it has -24/,
    ],
    ['has an overlap', (h: string) => h.replace('[24,34]', '[20,30]'), /"b.bias" overlaps another/],
    ['has a gap', (h: string) => h.replace('[24,34]', '[28,38]'), /"b.bias" comes after a gap/],
    [
      'reaches beyond the file',
      (h: string) => h.replace('[5],"data_offsets":[24,34]', '[500],"data_offsets":[24,1024]'),
      /not complete/,
    ],
    ['has a tensor that is no object', (h: string) => h.replace('{"dtype"', '[{"dtype"').replace('}', '}]'), /damaged/],
  ] as [string, (header: string) => string, RegExp][])('whose header %s', async (_, change, complaint) => {
    await expect(readSafetensors(changed(change))).rejects.toThrow(complaint);
  });

  it('whose header is not text', async () => {
    const bytes = whole.slice();
    bytes[20] = 0xff;
    await expect(readSafetensors(write(bytes))).rejects.toThrow('its header is not UTF-8 text');
  });

  it('that takes the name of the prototype for a tensor’s, without harm', async () => {
    const file = replaced('"b.bias"', '"__proto__"');
    const names = (await readSafetensors(file).catch(() => [])).map(({ name }) => name);
    expect(names.every((name) => ['a.weight', '__proto__'].includes(name))).toBe(true);
    expect(Object.prototype).not.toHaveProperty('dtype');
  });
});

it('never points outside the file, whatever the header says', async () => {
  const whole = safetensors(two);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      async (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const tensors = await readSafetensors(write(bytes)).catch((error: unknown) => {
          expect(String(error)).toMatch(/Download it again|choose another/);
          return [];
        });
        for (const { offset, length } of tensors) {
          expect(offset).toBeGreaterThanOrEqual(8);
          expect(length).toBeGreaterThanOrEqual(0);
          expect(offset + length).toBeLessThanOrEqual(bytes.length);
        }
      },
    ),
    { numRuns: 200 },
  );
});
