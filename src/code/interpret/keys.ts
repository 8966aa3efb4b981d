import type { Interpreter } from './interpreter';
import { unknown, type DictValue, type Value, Slots } from '../values/values';

/** The name of a dict entry; null when the key is not known. */
export function keyOf(key: Value): string | null {
  if (key.kind !== 'constant' || key.origin !== 'code') return null;
  return typeof key.value === 'string' ? key.value : JSON.stringify(key.value);
}

/** `**other`: its entries, or `**` for unknown ones. */
export function unpackInto(i: Interpreter, entries: Slots, other: Value): void {
  if (other.kind === 'dict') for (const [name, value] of other.entries.pairs()) i.store.write(entries, name, value);
  else if (other.kind === 'config' || other.kind === 'unknown') i.store.write(entries, '**', other);
  else i.store.write(entries, '**', unknown('unpacked values'));
}

/** A new dict with these entries. */
export function dictOf(i: Interpreter, entries: Iterable<readonly [string, Value]>): DictValue {
  const slots = new Slots('optional');
  for (const [name, value] of entries) i.store.write(slots, name, value);
  return { kind: 'dict', entries: slots };
}
