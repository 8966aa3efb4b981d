import { newScope } from '../../values/scope';
import type { ComprehensionClause, Expression } from '../../syntax/syntax';
import type { Interpreter } from '../interpreter';
import { keyOf } from '../keys';
import { truthOf } from '../operators';
import { unknown, type Value, type Scope, Slots } from '../../values/values';

/** Comprehensions over more values than this are unknown. */
const mostItems = 200;

type Comprehension = Extract<Expression, { kind: 'comprehension' }>;

/** `[f(x) for x in xs if c]` over known lists; otherwise its parts are evaluated once and the result is unknown. */
export function comprehension(i: Interpreter, e: Comprehension, scope: Scope): Value {
  const inner = newScope('function', scope, scope.frame);
  const entries = new Slots('optional');
  const items: Value[] = [];
  const known = each(i, e.clauses, inner, () => {
    const key = e.key ? i.evaluate(e.key, inner) : null;
    const value = i.evaluate(e.value, inner);
    if (key) i.store.write(entries, keyOf(key) ?? '**', value);
    else items.push(value);
    return items.length <= mostItems;
  });
  if (!known) return unknown('a comprehension over values that are not known');
  return e.type === 'dict' ? { kind: 'dict', entries } : { kind: 'list', type: e.type, items };
}

/** Runs `body` for every binding of the clauses; false when they are not all known. */
function each(i: Interpreter, clauses: readonly ComprehensionClause[], scope: Scope, body: () => boolean): boolean {
  const clause = clauses.at(0);
  const rest = clauses.slice(1);
  if (!clause) return body();
  const iterable = i.evaluate(clause.iterable, scope);
  const known = iterable.kind === 'list' && iterable.items.length <= mostItems;
  let complete = known;
  for (const one of known ? iterable.items : [unknown('each item of a comprehension')]) {
    i.assign(clause.target, one, scope);
    const truths = clause.conditions.map((condition) => truthOf(i.evaluate(condition, scope)));
    if (truths.includes(null)) complete = false;
    if (!truths.includes(false)) complete = each(i, rest, scope, body) && complete;
  }
  return complete;
}
