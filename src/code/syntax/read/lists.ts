import type { Expression, NameExpression } from '../syntax';
import type { Reading } from './reading';

/** The operators that may stand before `in`: targets and what is unpacked bind more tightly than comparisons. */
const bitwise = 5;

const afterList = new Set([')', ']', '}', '=', ':', ';', 'newline', 'end', 'in']);

/** Whether something may follow a comma, other than the end of the list. */
export const beginsExpression = (t: Reading): boolean => !afterList.has(t.type);

/** The current token, which has to be a name. */
export function nameOf(t: Reading): NameExpression {
  const { start, word } = t;
  t.expect('name');
  return { kind: 'name', name: word, at: t.span(start) };
}

/** Expressions between commas: one is itself, several are a tuple. */
export function expressions(t: Reading): Expression {
  const { start } = t;
  const first = starred(t);
  if (t.type !== ',') return first;
  const items = [first];
  while (t.accept(',') && beginsExpression(t)) items.push(starred(t));
  return { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

/** An expression, or `*values`. */
export const starred = (t: Reading): Expression => (t.type === '*' ? splat(t) : t.expression());

function splat(t: Reading): Expression {
  const { start } = t;
  t.next();
  const value = t.operation(bitwise);
  return { kind: 'splat', value, at: t.span(start) };
}

/** Names, attributes and items that a loop gives values to, up to its `in`. */
export function targets(t: Reading): Expression {
  const { start } = t;
  const first = target(t);
  if (t.type !== ',') return first;
  const items = [first];
  while (t.accept(',') && beginsExpression(t)) items.push(target(t));
  return { kind: 'sequence', type: 'tuple', items, at: t.span(start) };
}

const target = (t: Reading): Expression => (t.type === '*' ? splat(t) : t.operation(bitwise));
