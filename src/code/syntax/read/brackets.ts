import type { ComprehensionClause, Expression } from '../syntax';
import { beginsExpression, starred, targets } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** `(a)` is `a`; otherwise a tuple or a generator. */
export function parentheses(t: Reading): Expression {
  const { start } = t;
  t.next();
  if (t.type === 'yield') return closed(t, yielded(t), ')');
  const items = beginsExpression(t) ? [starred(t)] : [];
  const first = items.at(0);
  if (first && beginsComprehension(t)) return comprehension(t, start, 'list', null, first, ')');
  if (first && t.type === ')') {
    if (first.kind === 'splat') throw new Unreadable();
    return closed(t, first, ')');
  }
  listed(t, items, ')');
  return { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

/** A list or a list comprehension. */
export function brackets(t: Reading): Expression {
  const { start } = t;
  t.next();
  const items = beginsExpression(t) ? [starred(t)] : [];
  const first = items.at(0);
  if (first && beginsComprehension(t)) return comprehension(t, start, 'list', null, first, ']');
  listed(t, items, ']');
  return { kind: 'sequence', type: 'list', items, at: t.span(start) };
}

/** A dict, a set, or a comprehension of one. */
export function braces(t: Reading): Expression {
  const { start } = t;
  t.next();
  if (t.type === '}' || t.type === '**') return dict(t, start, []);
  const first = starred(t);
  if (t.accept(':')) {
    const value = t.expression();
    if (beginsComprehension(t)) return comprehension(t, start, 'dict', first, value, '}');
    if (t.type !== '}') t.expect(',');
    return dict(t, start, [{ key: first, value }]);
  }
  if (beginsComprehension(t)) return comprehension(t, start, 'set', null, first, '}');
  const items = [first];
  listed(t, items, '}');
  return { kind: 'sequence', type: 'set', items, at: t.span(start) };
}

function dict(t: Reading, start: number, entries: { key: Expression | null; value: Expression }[]): Expression {
  while (t.type !== '}') {
    if (t.accept('**')) entries.push({ key: null, value: t.expression() });
    else {
      const key = t.expression();
      t.expect(':');
      entries.push({ key, value: t.expression() });
    }
    if (!t.accept(',')) break;
  }
  t.expect('}');
  return { kind: 'dict', entries, at: t.span(start) };
}

/** The rest of a list whose first item has been read, and its bracket. */
function listed(t: Reading, items: Expression[], close: string): void {
  while (t.accept(',') && beginsExpression(t)) items.push(starred(t));
  t.expect(close);
}

function closed(t: Reading, value: Expression, close: string): Expression {
  t.expect(close);
  return value;
}

export const beginsComprehension = (t: Reading): boolean => t.type === 'for' || t.type === 'async';

/** `for … in … if …`, any number of them, and the closing bracket. */
export function comprehension(
  t: Reading,
  start: number,
  type: 'list' | 'dict' | 'set',
  key: Expression | null,
  value: Expression,
  close: string,
): Expression {
  const clauses: ComprehensionClause[] = [];
  while (beginsComprehension(t)) {
    t.accept('async');
    t.expect('for');
    const target = targets(t);
    t.expect('in');
    const iterable = t.operation(1);
    const conditions: Expression[] = [];
    while (t.accept('if')) conditions.push(t.operation(1));
    clauses.push({ target, iterable, conditions });
  }
  t.expect(close);
  return { kind: 'comprehension', type, key, value, clauses, at: t.span(start) };
}

/** `yield` and what it yields: what comes back cannot be told. */
export function yielded(t: Reading): Expression {
  const { start } = t;
  t.expect('yield');
  t.accept('from');
  const parts: Expression[] = [];
  while (beginsExpression(t)) {
    parts.push(starred(t));
    if (!t.accept(',')) break;
  }
  return { kind: 'opaque', parts, at: t.span(start) };
}

/** What stands in the brackets after an object; several indices are a tuple. */
export function subscriptIndex(t: Reading, start: number): Expression {
  t.expect('[');
  const items = [indexOrSlice(t)];
  while (t.accept(',') && t.type !== ']') items.push(indexOrSlice(t));
  t.expect(']');
  const only = items.at(0);
  return only && items.length === 1 ? only : { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

function indexOrSlice(t: Reading): Expression {
  const { start } = t;
  const from = t.type === ':' ? null : starred(t);
  if (t.type !== ':') {
    if (!from) throw new Unreadable();
    return from;
  }
  const bounds = [from];
  while (t.accept(':')) bounds.push(bound(t));
  return { kind: 'slice', bounds, at: t.span(start) };
}

const bound = (t: Reading): Expression | null => (afterBound.has(t.type) ? null : t.expression());

const afterBound = new Set([':', ',', ']']);
