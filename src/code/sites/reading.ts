import type { Origin, PythonValue, Reading } from '../../json/value';
import { rangeOf, type Span } from '../syntax/syntax';
import { isTooLarge } from '../values/size';
import type { Value } from '../values/values';

/** A value for the rest of the program: plain data if it is known, else the reason why not. */
export function readingOf(value: Value, at: Span | null): Reading {
  const plain = plainOf(value);
  const span = value.kind === 'constant' ? (value.at ?? at) : at;
  const file = span?.source.file ?? null;
  const place = file === null ? { range: span && rangeOf(span) } : { range: null, file };
  if ('reason' in plain) return { known: false, reason: plain.reason, ...place };
  return { known: true, value: plain.value, origin: plain.origin, ...place };
}

type Plain = { readonly value: PythonValue; readonly origin: Origin } | { readonly reason: string };

/** A value as plain data, with the weakest origin of its parts. */
export const plainOf = (value: Value): Plain =>
  isTooLarge(value) ? { reason: 'more values than are read' } : plainPart(value);

function plainPart(value: Value): Plain {
  switch (value.kind) {
    case 'constant':
      return { value: value.value, origin: value.origin };
    case 'unknown':
      return { reason: value.reason };
    case 'choice':
      return { reason: `depends on which branch runs: ${value.among.map(inWords).join(' or ')}` };
    case 'list':
      return plainList(value.items);
    case 'dict':
      return plainDict(value.entries.pairs());
    default:
      return { reason: `${nameOfKind(value)}, not a plain value` };
  }
}

function plainList(items: readonly Value[]): Plain {
  const plain = items.map(plainPart);
  const missing = plain.find((one) => 'reason' in one);
  if (missing) return missing;
  const known = plain.filter((one) => 'value' in one);
  return { value: known.map((one) => one.value), origin: weakest(known) };
}

function plainDict(entries: readonly (readonly [string, Value])[]): Plain {
  const list = plainList(entries.map(([, value]) => value));
  if ('reason' in list) return list;
  const values = Array.isArray(list.value) ? (list.value as readonly PythonValue[]) : [];
  return { value: Object.fromEntries(entries.map(([key], i) => [key, values[i] ?? null])), origin: list.origin };
}

const weakest = (known: readonly { origin: Origin }[]): Origin =>
  known.some((one) => one.origin === 'parameter default') ? 'parameter default' : 'code';

/** A value in a few words, for a reason. */
export function inWords(value: Value): string {
  const plain = plainOf(value);
  if ('reason' in plain) return value.kind === 'unknown' ? plain.reason : nameOfKind(value);
  const text = JSON.stringify(plain.value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function nameOfKind(value: Value): string {
  if (value.kind === 'imported') return value.path;
  if (value.kind === 'class') return `the class ${value.definition.name}`;
  if (value.kind === 'function') return `the function ${value.name}`;
  if (value.kind === 'choice') return 'one of several values';
  return value.kind === 'namespace' ? 'command-line arguments' : `a ${value.kind}`;
}
