/** Verbs that answer JSON requests on standard input, one a line, with one line each on standard output, in order. */
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { DiffusersError } from '../schedulers/errors';
import { print, toJson } from './output';

/** A request that does not fit together; the message says what to change. */
export class RequestError extends Error {}

const Identified = v.object({ id: v.optional(v.union([v.string(), v.number(), v.null()]), null) });

/**
 * Answers every line with `{id, …answer}`, or `{id, error: {type, message, where, remedy}}` if it fails; the stream then
 * goes on.
 */
export async function answerLines(answer: (request: unknown) => object): Promise<number> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') print(toJson(answered(line, answer)));
  }
  return 0;
}

function answered(line: string, answer: (request: unknown) => object): object {
  let id: unknown = null;
  try {
    const request: unknown = JSON.parse(line, floatOf);
    ({ id } = v.parse(Identified, request));
    return { id, ...answer(request) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

/** JSON has no infinities; Python's spelling of them stands in. */
const floats: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

function floatOf(_key: string, value: unknown): unknown {
  return typeof value === 'string' && Object.hasOwn(floats, value) ? floats[value] : value;
}

function describe(error: unknown): object {
  if (error instanceof DiffusersError) {
    return { type: error.type, message: error.message, where: error.where, remedy: error.remedy };
  }
  if (error instanceof SyntaxError) {
    return { type: 'JSONDecodeError', message: `The line is not JSON: ${error.message}`, where: 'request' };
  }
  if (error instanceof v.ValiError) {
    const issues = v.flatten(error.issues);
    const nested = Object.entries(issues.nested ?? {}).map(([name, texts]) => `${name}: ${texts?.join(' ') ?? ''}`);
    return { type: 'RequestError', message: [...(issues.root ?? []), ...nested].join(' '), where: 'request' };
  }
  if (error instanceof RequestError) return { type: 'RequestError', message: error.message, where: 'request' };
  throw error;
}
