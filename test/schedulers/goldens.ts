/** Recordings of what diffusers computes, and the rule to compare with: integers equal, floats within 2e-6 of themselves. */
import * as v from 'valibot';
import { CallTypes } from '../../src/cli/pythonLists';
import type { Attributes } from '../../src/schedulers/definition/schedule';
import { Keywords, readAll, Value } from './recorded';

const Recorded = v.object({
  dtype: v.string(),
  shape: v.array(v.number()),
  values: v.optional(v.array(Value)),
  /** Values at indices 0, 1, 2, every 37th and the last 3. */
  samples: v.optional(v.array(Value)),
});

const State = v.object({
  arrays: v.optional(v.record(v.string(), v.union([v.object({ ref: v.string() }), Recorded])), {}),
  scalars: v.optional(v.record(v.string(), v.object({ value: Value, dtype: v.string() })), {}),
});

const Coefficients = v.union([v.array(Value), v.object({ error: v.unknown() })]);

const Case = v.object({
  id: v.string(),
  via: v.picklist(['init', 'from_config']),
  config: Keywords,
  call: Keywords,
  call_types: CallTypes,
  before: v.optional(State),
  after: v.optional(State),
  coefficients: v.optional(v.record(v.string(), Coefficients)),
  error: v.optional(v.object({ type: v.string(), where: v.picklist(['init', 'set_timesteps']) })),
});

const Recording = v.object({
  class: v.string(),
  arrays: v.record(v.string(), Recorded),
  cases: v.array(Case),
});

export type Golden = v.InferOutput<typeof Case>;
export type Recording = v.InferOutput<typeof Recording>;

/** Every recorded class. */
export const recordings: readonly Recording[] = readAll('goldens', Recording);

export function close(got: number, wanted: number, integer = false): boolean {
  if (Number.isNaN(wanted)) return Number.isNaN(got);
  if (integer || !Number.isFinite(wanted)) return got === wanted;
  return Math.abs(got - wanted) <= 2e-6 * Math.abs(wanted) + 1e-9;
}

/** What differs between the attributes computed and those recorded, in words. */
export function differences(
  got: Attributes,
  wanted: v.InferOutput<typeof State>,
  table: Recording['arrays'],
): readonly string[] {
  const arrays = Object.entries(wanted.arrays).flatMap(([name, entry]) =>
    arrayDifferences(name, got[name], 'ref' in entry ? table[entry.ref] : entry),
  );
  const scalars = Object.entries(wanted.scalars).flatMap(([name, { value, dtype }]) => {
    const number = got[name];
    const same = typeof number === 'number' && close(number, value, dtype === 'int');
    return same ? [] : [`${name}: ${String(number)}, recorded ${value}`];
  });
  return [...arrays, ...scalars];
}

function arrayDifferences(
  name: string,
  got: Attributes[string] | undefined,
  { dtype, shape, values, samples }: v.InferOutput<typeof Recorded>,
): readonly string[] {
  const size = shape.reduce((product, n) => product * n, 1);
  if (got === undefined || typeof got === 'number') return [`${name} is missing`];
  if (got.length !== size) return [`${name} has ${got.length} values, recorded ${size}`];
  const indices = values ? Array.from(got.keys()) : sampledIndices(size);
  const recorded = values ?? samples ?? [];
  const wrong = indices.findIndex((index, i) => !close(got[index], recorded[i], dtype.includes('int')));
  return wrong < 0 ? [] : [`${name}[${indices[wrong]}]: ${got[indices[wrong]]}, recorded ${recorded[wrong]}`];
}

function sampledIndices(size: number): readonly number[] {
  const every37th = Array.from({ length: Math.ceil(size / 37) }, (_, i) => i * 37);
  return [...new Set([0, 1, 2, ...every37th, size - 3, size - 2, size - 1])].sort((a, b) => a - b);
}
