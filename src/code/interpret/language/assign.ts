import { slotsFor } from '../../values/scope';
import type { Expression } from '../../syntax/syntax';
import { editAttribute, editItem } from '../edits';
import type { Interpreter } from '../interpreter';
import { keyOf } from '../keys';
import { sizeOf } from '../../values/size';
import { alternativesOf, constant, unknown, type Value, type Scope } from '../../values/values';

/** `target = value`, whatever the target. */
export function assign(i: Interpreter, target: Expression, value: Value, scope: Scope): void {
  i.spend(sizeOf(value));
  switch (target.kind) {
    case 'name':
      i.store.write(slotsFor(target.name, scope), target.name, value);
      i.recorder.mention(target.at, value, target.name);
      return;
    case 'attribute':
      assignAttribute(i, target, value, scope);
      return;
    case 'subscript':
      assignItem(i, target, value, scope);
      return;
    case 'sequence':
      unpack(i, target.items, value, scope);
      return;
    case 'splat':
      assign(i, target.value, unknown('unpacked values'), scope);
      return;
    default:
      i.evaluate(target, scope);
  }
}

function assignAttribute(
  i: Interpreter,
  target: Extract<Expression, { kind: 'attribute' }>,
  value: Value,
  scope: Scope,
): void {
  const object = i.evaluate(target.object, scope);
  i.recorder.mention(target.nameAt, value, target.at.source.text.slice(target.at.start, target.at.end));
  for (const one of alternativesOf(object)) {
    if (one.kind === 'pipeline' || one.kind === 'instance' || one.kind === 'class')
      i.store.write(one.attributes, target.name, value);
    if (one.kind === 'namespace') i.store.write(one.options, target.name, value);
    if (one.kind === 'config') editAttribute(i, one.of, target.name, value, target.nameAt);
  }
}

function assignItem(
  i: Interpreter,
  target: Extract<Expression, { kind: 'subscript' }>,
  value: Value,
  scope: Scope,
): void {
  const [object, index] = [i.evaluate(target.object, scope), i.evaluate(target.index, scope)];
  const key = keyOf(index);
  for (const one of alternativesOf(object)) {
    if (one.kind === 'dict')
      i.store.write(one.entries, key ?? '**', key === null ? unknown('a key that is not known') : value);
    if (one.kind === 'config') editItem(i, one.of, key, value, target.index.at);
    if (one.kind === 'list') assignListItem(i, target.object, one, index, value, scope);
  }
}

function assignListItem(
  i: Interpreter,
  target: Expression,
  list: Extract<Value, { kind: 'list' }>,
  index: Value,
  value: Value,
  scope: Scope,
): void {
  const at = index.kind === 'constant' && typeof index.value === 'number' ? index.value : null;
  const items = list.items.map((one, n) =>
    at === null ? unknown('a list that was changed') : n === at || n === at + list.items.length ? value : one,
  );
  assign(i, target, { ...list, items }, scope);
}

/** `a, *b, c = value`. */
function unpack(i: Interpreter, targets: readonly Expression[], value: Value, scope: Scope): void {
  const items = value.kind === 'list' ? value.items : null;
  const star = targets.findIndex((target) => target.kind === 'splat');
  targets.forEach((target, n) => {
    if (!items)
      assign(i, target, unknown(value.kind === 'unknown' ? `a part of ${value.reason}` : 'a part of a value'), scope);
    else if (target.kind === 'splat') {
      const rest = items.slice(n, items.length - (targets.length - 1 - n));
      assign(i, target.value, { kind: 'list', type: 'list', items: rest }, scope);
    } else {
      const index = star >= 0 && n > star ? items.length - (targets.length - n) : n;
      assign(i, target, items[index] ?? constant(null, null), scope);
    }
  });
}
