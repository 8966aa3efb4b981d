import type { Expression } from '../../syntax/syntax';
import type { Interpreter } from '../interpreter';
import { joined, onEach } from '../../values/join';
import { keyOf } from '../keys';
import { unknown, type Value, type Scope } from '../../values/values';

/** `object[index]`. */
export function item(object: Value, index: Value): Value {
  return onEach(object, (one) => onEach(index, (key) => itemOf(one, key)));
}

function itemOf(object: Value, key: Value): Value {
  if (object.kind === 'unknown') return object;
  if (object.kind === 'list') return listItem(object.items, key);
  if (object.kind === 'dict') return dictItem(object, key);
  return unknown('an item that is not known');
}

function listItem(items: readonly Value[], key: Value): Value {
  if (key.kind !== 'constant' || typeof key.value !== 'number') return unknown('an item of a list');
  return items.at(key.value) ?? unknown('an item that the list does not have');
}

/** With a key that is not known, any of the values: `{"euler": A, "ddim": B}[args.scheduler]`. */
function dictItem(dict: Extract<Value, { kind: 'dict' }>, key: Value): Value {
  const name = keyOf(key);
  if (name !== null)
    return dict.entries.get(name) ?? dict.entries.get('**') ?? unknown(`a key that the dict does not have: ${name}`);
  const values = dict.entries.pairs().map(([, value]) => value);
  return values.length > 0 ? joined(values) : unknown('an item of a dict');
}

/** `object[from:to:step]` of a known list or text with known bounds. */
export function slice(
  i: Interpreter,
  object: Value,
  index: Extract<Expression, { kind: 'slice' }>,
  scope: Scope,
): Value {
  const bounds = index.bounds.map((bound) => (bound ? i.evaluate(bound, scope) : null));
  const numbers = bounds.map((bound) =>
    bound?.kind === 'constant' && typeof bound.value === 'number' ? bound.value : undefined,
  );
  if (object.kind !== 'list' || bounds.some((bound, n) => bound !== null && numbers[n] === undefined))
    return unknown('a part of a list');
  const [from, to, step = 1] = numbers;
  if (step === 1) return { ...object, items: object.items.slice(from, to) };
  if (step === -1 && from === undefined && to === undefined) return { ...object, items: object.items.toReversed() };
  return unknown('a part of a list');
}
