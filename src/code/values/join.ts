import { alternativesOf, unknown, type Value } from './values';

/** A value with more alternatives than this is unknown. */
const mostAlternatives = 8;

/** The value that is one of `values`; equal ones are one. */
export function joined(values: readonly Value[]): Value {
  const first = values.at(0);
  if (first && values.length === 1) return first;
  const among: Value[] = [];
  for (const value of values.flatMap(alternativesOf)) {
    const twin = among.findIndex((other) => same(other, value));
    const other = twin < 0 ? undefined : among[twin];
    if (!other) among.push(value);
    else if (value.kind === 'constant' && value.origin !== 'code') among[twin] = value;
  }
  const only = among.at(0);
  if (only && among.length === 1) return only;
  return among.length > mostAlternatives ? unknown('too many possibilities') : { kind: 'choice', among };
}

/** Whether two values are equal for the interpreter. */
export function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'constant' && b.kind === 'constant') return Object.is(a.value, b.value);
  if (a.kind === 'scheduler' && b.kind === 'scheduler') return a.id === b.id;
  if (a.kind === 'config' && b.kind === 'config') return a.of.id === b.of.id;
  if (a.kind === 'imported' && b.kind === 'imported') return a.path === b.path;
  if (a.kind === 'unknown' && b.kind === 'unknown') return a.reason === b.reason;
  if (a.kind === 'pipeline' && b.kind === 'pipeline') return a.attributes === b.attributes;
  if (a.kind === 'list' && b.kind === 'list')
    return (
      a.type === b.type && a.items.length === b.items.length && a.items.every((item, i) => sameItem(item, b.items[i]))
    );
  return false;
}

const sameItem = (a: Value, b: Value | undefined): boolean => b !== undefined && same(a, b);

/** `operation` on each alternative of a value. */
export function onEach(value: Value, operation: (value: Exclude<Value, { kind: 'choice' }>) => Value): Value {
  if (value.kind !== 'choice') return operation(value);
  return joined(value.among.map((one) => onEach(one, operation)));
}
