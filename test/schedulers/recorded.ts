/** Reading recordings of what diffusers computes, one compressed file a class. */
import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import * as v from 'valibot';

/** JSON has no infinities; they are written as in Python. */
const infinities: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

/** A recorded number. */
export const Value = v.union([
  v.number(),
  v.pipe(
    v.picklist(['inf', '-inf', 'nan']),
    v.transform((word) => infinities[word]),
  ),
]);

/** Options or arguments as they were passed. */
export const Keywords = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((keywords) => {
    const read = (value: unknown) => (typeof value === 'string' ? (infinities[value] ?? value) : value);
    return Object.fromEntries(Object.entries(keywords).map(([name, value]) => [name, read(value)]));
  }),
);

/** The recordings of all classes in a folder beside this file. */
export function readAll<T>(folder: string, schema: v.GenericSchema<unknown, T>): readonly T[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url).map((file) => {
    const text = brotliDecompressSync(readFileSync(new URL(file, url))).toString();
    return v.parse(schema, JSON.parse(text));
  });
}
