import type { Expression } from '../../syntax/syntax';
import { evaluateCall } from './calls';
import { comprehension } from './comprehensions';
import type { Interpreter } from '../interpreter';
import { joined, onEach } from '../../values/join';
import { dictOf, keyOf, unpackInto } from '../keys';
import { lookup } from './names';
import { binary, compare, truthOf, unary } from '../operators';
import { item, slice } from './subscripts';
import { constant, unknown, type DictValue, type Value, type Scope, Slots } from '../../values/values';

/** Literal lists longer than this are data, not configuration. */
const mostItems = 2000;

/** The value of an expression; everything inside it is evaluated, in Python's order, so that no site is missed. */
export function evaluate(i: Interpreter, e: Expression, scope: Scope): Value {
  i.spend();
  switch (e.kind) {
    case 'literal':
      return constant(e.value, e.at);
    case 'name': {
      const value = lookup(i, e.name, scope);
      i.recorder.mention(e.at, value, e.name);
      return value;
    }
    case 'attribute': {
      const object = i.evaluate(e.object, scope);
      return onEach(object, (one) => i.attribute(one, e));
    }
    case 'call':
      return evaluateCall(i, e, scope);
    case 'subscript': {
      const [object, index] = [i.evaluate(e.object, scope), i.evaluate(e.index, scope)];
      return e.index.kind === 'slice' ? slice(i, object, e.index, scope) : item(object, index);
    }
    case 'text':
      return text(i, e, scope);
    case 'sequence':
      return { kind: 'list', type: e.type, items: itemsOf(i, e.items, scope) };
    case 'dict':
      return dict(i, e, scope);
    case 'unary':
      return unary(e.operator, i.evaluate(e.operand, scope), e.at);
    case 'binary': {
      const [left, right] = [i.evaluate(e.left, scope), i.evaluate(e.right, scope)];
      if (e.operator === '|' && left.kind === 'dict') return mergedDict(i, left, right);
      return binary(e.operator, left, right, e.at);
    }
    case 'logical':
      return logical(e.operator, i.evaluate(e.left, scope), i.evaluate(e.right, scope));
    case 'compare':
      return comparison(i, e, scope);
    case 'conditional':
      return conditional(i, e, scope);
    case 'lambda':
      return {
        kind: 'function',
        name: 'lambda',
        parameters: e.parameters,
        body: () => [],
        result: e.body,
        scope,
        self: null,
        defaults: new Map(),
        decorated: null,
        at: e.at,
      };
    case 'walrus': {
      const value = i.evaluate(e.value, scope);
      i.assign(e.target, value, scope);
      return value;
    }
    case 'comprehension':
      return comprehension(i, e, scope);
    case 'splat':
      i.evaluate(e.value, scope);
      return unknown('unpacked values');
    case 'slice':
      for (const bound of e.bounds) if (bound) i.evaluate(bound, scope);
      return unknown('an expression that is not followed');
    case 'opaque':
      for (const part of e.parts) i.evaluate(part, scope);
      return unknown(e.unfinished ? 'it is not finished' : 'an expression that is not followed');
  }
}

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

function text(i: Interpreter, e: Of<'text'>, scope: Scope): Value {
  let whole: Value = constant('', e.at);
  for (const part of e.parts) {
    const piece = typeof part === 'string' ? constant(part, e.at) : onEach(i.evaluate(part, scope), asText);
    whole = binary('+', whole, piece, e.at);
  }
  return whole;
}

/** As an f-string writes a value: only what JavaScript writes the same. */
function asText(value: Value): Value {
  if (value.kind !== 'constant') return value.kind === 'unknown' ? value : unknown('an object as text');
  if (typeof value.value === 'string' || Number.isSafeInteger(value.value))
    return constant(String(value.value), value.at, value.origin);
  return unknown('a number as text');
}

/** Items of a list, with `*other` unpacked where it is known. */
function itemsOf(i: Interpreter, items: readonly Expression[], scope: Scope): Value[] {
  const values: Value[] = [];
  for (const one of items.slice(0, mostItems)) {
    if (one.kind !== 'splat') values.push(i.evaluate(one, scope));
    else {
      const list = i.evaluate(one.value, scope);
      values.push(...(list.kind === 'list' ? list.items.slice(0, mostItems) : [unknown('unpacked values')]));
    }
  }
  if (items.length > mostItems) values.push(unknown('more values than are read'));
  return values;
}

function dict(i: Interpreter, e: Of<'dict'>, scope: Scope): Value {
  const entries = new Slots('optional');
  for (const { key, value } of e.entries.slice(0, mostItems)) {
    if (key) {
      const name = i.evaluate(key, scope);
      i.store.write(
        entries,
        keyOf(name) ?? '**',
        keyOf(name) === null ? unknown('a key that is not known') : i.evaluate(value, scope),
      );
    } else unpackInto(i, entries, i.evaluate(value, scope));
  }
  return { kind: 'dict', entries };
}

/** `{**left, **right}`, written `left | right`. */
function mergedDict(i: Interpreter, left: DictValue, right: Value): Value {
  const merged = dictOf(i, left.entries.pairs());
  unpackInto(i, merged.entries, right);
  return merged;
}

function logical(operator: 'and' | 'or', left: Value, right: Value): Value {
  const truth = truthOf(left);
  if (truth === null) return joined([left, right]);
  return truth === (operator === 'and') ? right : left;
}

function comparison(i: Interpreter, e: Of<'compare'>, scope: Scope): Value {
  const operands = e.operands.map((operand) => i.evaluate(operand, scope));
  const results = e.operators.map((operator, n) => {
    const [left, right] = [operands.at(n), operands.at(n + 1)];
    return left && right ? compare(operator, left, right) : null;
  });
  if (results.includes(false)) return constant(false, e.at);
  return results.includes(null) ? unknown('a condition that is not known') : constant(true, e.at);
}

function conditional(i: Interpreter, e: Of<'conditional'>, scope: Scope): Value {
  const truth = truthOf(i.evaluate(e.test, scope));
  const [then, otherwise] = [i.evaluate(e.then, scope), i.evaluate(e.otherwise, scope)];
  if (truth !== null) return truth ? then : otherwise;
  return joined([then, otherwise]);
}
