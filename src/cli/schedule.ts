/**
 * `sigmascope schedule`: JSON requests on standard input, one a line; one answer a line on standard output, in order.
 * A request that fails answers `{id, error: {type, message, where, remedy}}`, and the stream goes on.
 */
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { computeSchedule } from '../schedulers/compute';
import { DiffusersError } from '../schedulers/errors';
import type { Attributes, Schedule } from '../schedulers/schedule';
import { print, toJson } from './output';

const Stage = v.picklist(['before', 'after']);

const Keywords = v.optional(v.record(v.string(), v.unknown()), {});

const Request = v.object({
  id: v.optional(v.union([v.string(), v.number(), v.null()]), null),
  class: v.string(),
  via: v.optional(v.picklist(['init', 'from_config']), 'init'),
  config: Keywords,
  call: Keywords,
  fields: v.optional(v.array(Stage), ['before', 'after']),
});

export async function schedule(): Promise<number> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') print(toJson(answer(line)));
  }
  return 0;
}

function answer(line: string): object {
  let id: unknown = null;
  try {
    const json: unknown = JSON.parse(line, floatOf);
    if (typeof json === 'object' && json !== null && 'id' in json) id = json.id;
    const request = v.parse(Request, json);
    const computed = computeSchedule({ ...request, className: request.class });
    return { id, ...selected(computed, request.fields) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

/** JSON has no infinities; Python's spelling of them stands in. */
const floats: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

function floatOf(_key: string, value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(floats, value) ? floats[value] : value;
}

function selected({ before, after }: Schedule, fields: readonly ('before' | 'after')[]): object {
  return {
    ...(fields.includes('before') ? { before } : {}),
    ...(fields.includes('after') ? { after: touched(before, after) } : {}),
  };
}

/** Training arrays are long: those that `set_timesteps` left as they were are not printed again. */
function touched(before: Attributes, after: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => typeof value === 'number' || value !== before[name]),
  );
}

function describe(error: unknown): object {
  if (error instanceof DiffusersError) {
    return { type: error.type, message: error.message, where: error.where, remedy: error.remedy };
  }
  if (error instanceof SyntaxError) {
    return { type: 'JSONDecodeError', message: `The line is not JSON: ${error.message}`, where: 'request' };
  }
  if (error instanceof v.ValiError) {
    return {
      type: 'RequestError',
      message: v.flatten(error.issues).root?.join(' ') ?? error.message,
      where: 'request',
    };
  }
  throw error;
}
