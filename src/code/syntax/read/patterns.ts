import type { Expression } from '../syntax';
import { nameOf } from './lists';
import type { Reading } from './reading';

/** What binds more tightly than the `|` between patterns. */
const tighter = 6;

const afterPatterns = new Set([':', 'if', 'end']);

/** The patterns of a `case`, up to its guard or colon; several between commas are a tuple. */
export function patterns(t: Reading): Expression {
  const { start } = t;
  const first = starred(t);
  if (t.type !== ',') return first;
  const items = [first];
  while (t.accept(',') && !afterPatterns.has(t.type)) items.push(starred(t));
  return { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

/** A pattern, or `*rest`. */
function starred(t: Reading): Expression {
  const { start } = t;
  if (!t.accept('*')) return named(t);
  return { kind: 'splat', value: nameOf(t), at: t.span(start) };
}

/** `pattern as name`. */
function named(t: Reading): Expression {
  const { start } = t;
  t.sink(1);
  let value = closed(t);
  while (t.accept('|')) {
    const right = closed(t);
    value = { kind: 'binary', operator: '|', left: value, right, at: t.span(start) };
  }
  t.depth--;
  if (!t.accept('as')) return value;
  const target = nameOf(t);
  return { kind: 'walrus', target, value, at: t.span(start) };
}

/** Anything without a `|` or an `as` outside of brackets. */
function closed(t: Reading): Expression {
  if (t.type === '(') return parentheses(t);
  if (t.type === '[') return brackets(t);
  return t.type === '{' ? braces(t) : t.operation(tighter);
}

/** `(a)` is `a`. */
function parentheses(t: Reading): Expression {
  const { start } = t;
  t.next();
  const { items, comma } = listed(t, ')');
  const only = items.at(0);
  if (only && items.length === 1 && !comma && only.kind !== 'splat') return only;
  return { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

function brackets(t: Reading): Expression {
  const { start } = t;
  t.next();
  const { items } = listed(t, ']');
  return { kind: 'sequence', type: 'list', items, at: t.span(start) };
}

function listed(t: Reading, close: string): { items: Expression[]; comma: boolean } {
  const items: Expression[] = [];
  let comma = false;
  while (t.type !== close) {
    items.push(starred(t));
    comma = t.accept(',');
    if (!comma) break;
  }
  t.expect(close);
  return { items, comma };
}

/** `{key: pattern, **rest}`. */
function braces(t: Reading): Expression {
  const { start } = t;
  t.next();
  const entries: { key: Expression | null; value: Expression }[] = [];
  while (t.type !== '}') {
    if (t.accept('**')) entries.push({ key: null, value: nameOf(t) });
    else {
      const key = t.operation(tighter);
      t.expect(':');
      entries.push({ key, value: named(t) });
    }
    if (!t.accept(',')) break;
  }
  t.expect('}');
  return { kind: 'dict', entries, at: t.span(start) };
}
