import type { Expression, Statement } from '../syntax';
import { yielded } from './brackets';
import { compound } from './compound';
import { fromImport, imports } from './imports';
import { beginsExpression, expressions, nameOf } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** Statements up to the end of the text or block, which is not read. */
export function statements(t: Reading): Statement[] {
  const list: Statement[] = [];
  while (t.type !== 'end' && t.type !== 'dedent') {
    t.reached = t.depth;
    const read = compound(t);
    if (read) list.push(read);
    else for (const one of simpleLine(t)) list.push(one);
  }
  return list;
}

/** Statements between semicolons, to the end of the line. */
export function simpleLine(t: Reading): Statement[] {
  if (t.accept('newline')) return [];
  const list = [simple(t)];
  while (t.accept(';') && t.type !== 'newline') list.push(simple(t));
  t.expect('newline');
  return list;
}

function simple(t: Reading): Statement {
  const { start, type } = t;
  const read = Object.hasOwn(byKeyword, type) ? byKeyword[type] : undefined;
  return read ? read(t, start) : assignmentOrExpression(t, start);
}

type Read = (t: Reading, start: number) => Statement;

function assignmentOrExpression(t: Reading, start: number): Statement {
  const first = valueOf(t);
  if (t.type === '=') return assignment(t, start, first);
  if (t.type === ':') return annotation(t, start, first);
  if (t.type.length > 1 && t.type.endsWith('=') && augmented.has(t.type)) {
    const operator = t.type.slice(0, -1);
    if (!isTarget(first)) throw new Unreadable();
    t.next();
    const value = valueOf(t);
    return { kind: 'augment', operator, target: first, value, at: t.span(start) };
  }
  return { kind: 'expression', value: withoutLoneComma(first), at: t.span(start) };
}

const augmented = new Set('+= -= *= /= //= %= @= &= |= ^= >>= <<= **='.split(' '));

/** `a,` by itself is looked at as `a`. */
const withoutLoneComma = (value: Expression): Expression => {
  if (value.kind !== 'sequence' || value.items.length !== 1) return value;
  const only = value.items.at(0);
  return only && value.at.start === only.at.start ? only : value;
};

const valueOf = (t: Reading): Expression => (t.type === 'yield' ? yielded(t) : expressions(t));

/** `a = b = value`. */
function assignment(t: Reading, start: number, first: Expression): Statement {
  const targets: Expression[] = [];
  let value = first;
  while (t.accept('=')) {
    if (!isTarget(value)) throw new Unreadable();
    targets.push(value);
    value = valueOf(t);
  }
  return { kind: 'assign', targets, value, at: t.span(start) };
}

/** `a: type` and `a: type = value`. */
function annotation(t: Reading, start: number, target: Expression): Statement {
  if (!isTarget(target) || target.kind === 'sequence') throw new Unreadable();
  t.next();
  t.expression();
  if (!t.accept('=')) return { kind: 'annotate', target, at: t.span(start) };
  const value = valueOf(t);
  return { kind: 'assign', targets: [target], value, at: t.span(start) };
}

function isTarget(e: Expression): boolean {
  if (e.kind === 'sequence') return e.type !== 'set' && e.items.every(isTarget);
  if (e.kind === 'splat') return isTarget(e.value);
  return e.kind === 'name' || e.kind === 'attribute' || e.kind === 'subscript';
}

const returned: Read = (t, start) => {
  t.next();
  const value = beginsExpression(t) ? expressions(t) : null;
  return { kind: 'return', value, at: t.span(start) };
};

const raised: Read = (t, start) => {
  t.next();
  const parts = beginsExpression(t) ? [t.expression()] : [];
  if (parts.length > 0 && t.accept('from')) parts.push(t.expression());
  return { kind: 'leave', how: 'raise', parts, at: t.span(start) };
};

const left =
  (how: 'break' | 'continue'): Read =>
  (t, start) => {
    t.next();
    return { kind: 'leave', how, parts: [], at: t.span(start) };
  };

const deleted: Read = (t, start) => {
  t.next();
  return { kind: 'delete', targets: [expressions(t)], at: t.span(start) };
};

const asserted: Read = (t, start) => {
  t.next();
  const parts = [t.expression()];
  if (t.accept(',')) parts.push(t.expression());
  return { kind: 'other', parts, at: t.span(start) };
};

const namesAfter = (t: Reading): Expression[] => {
  t.next();
  const names = [nameOf(t)];
  while (t.accept(',')) names.push(nameOf(t));
  return names;
};

const global: Read = (t, start) => {
  const names = namesAfter(t).flatMap((one) => (one.kind === 'name' ? one.name : []));
  return { kind: 'global', names, at: t.span(start) };
};

const byKeyword: Readonly<Record<string, Read>> = {
  return: returned,
  raise: raised,
  break: left('break'),
  continue: left('continue'),
  del: deleted,
  assert: asserted,
  global,
  nonlocal: (t, start) => ({ kind: 'other', parts: namesAfter(t), at: t.span(start) }),
  pass: (t, start) => {
    t.next();
    return { kind: 'other', parts: [], at: t.span(start) };
  },
  import: imports,
  from: fromImport,
};
