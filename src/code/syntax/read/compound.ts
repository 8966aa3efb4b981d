import type { Expression, MatchCase, Statement } from '../syntax';
import { callArguments } from './arguments';
import { parameters } from './parameters';
import { patterns } from './patterns';
import { expressions, nameOf, targets } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** Blocks inside blocks, and `elif` after `elif`, beyond this are left to tree-sitter. */
const deepest = 50;

/** A statement with blocks; null when the current token begins none. */
export function compound(t: Reading): Statement | null {
  const { start, type } = t;
  if (type === 'name' && isMatch(t)) return match(t, start);
  const read = Object.hasOwn(byKeyword, type) ? byKeyword[type] : undefined;
  return read ? read(t, start) : null;
}

type Read = (t: Reading, start: number) => Statement;

/** What stands after a colon: an indented block, or statements on the same line. */
function block(t: Reading): Statement[] {
  t.expect(':');
  if (t.type !== 'newline') return t.simpleLine();
  t.next();
  t.expect('indent');
  if (++t.blocks > deepest) throw new Unreadable();
  const list = t.statements();
  t.blocks--;
  t.expect('dedent');
  return list;
}

const ifStatement: Read = (t, start) => {
  t.next();
  const test = t.expression();
  const then = block(t);
  const otherwise = alternative(t, 1);
  return { kind: 'if', test, then, otherwise, at: t.span(start) };
};

/** `elif … elif … else` as an `if` in the `else`. */
function alternative(t: Reading, count: number): Statement[] {
  if (t.type !== 'elif') return elseBlock(t);
  if (count > deepest) throw new Unreadable();
  const { start } = t;
  t.next();
  const test = t.expression();
  const then = block(t);
  const at = t.span(start);
  return [{ kind: 'if', test, then, otherwise: alternative(t, count + 1), at }];
}

const elseBlock = (t: Reading): Statement[] => (t.accept('else') ? block(t) : []);

const forStatement: Read = (t, start) => {
  t.next();
  const target = targets(t);
  t.expect('in');
  const iterable = expressions(t);
  const body = block(t);
  return { kind: 'for', target, iterable, body, otherwise: elseBlock(t), at: t.span(start) };
};

const whileStatement: Read = (t, start) => {
  t.next();
  const test = t.expression();
  const body = block(t);
  return { kind: 'while', test, body, otherwise: elseBlock(t), at: t.span(start) };
};

const withStatement: Read = (t, start) => {
  t.next();
  // `with (a as b, c):` or `with (a).b:` cannot be told apart before their end.
  if (t.type === '(') throw new Unreadable();
  const items: { value: Expression; target: Expression | null }[] = [];
  do {
    const value = t.expression();
    items.push({ value, target: t.accept('as') ? t.expression() : null });
  } while (t.accept(','));
  return { kind: 'with', items, body: block(t), at: t.span(start) };
};

const tryStatement: Read = (t, start) => {
  t.next();
  const body = block(t);
  const handlers: Statement[][] = [];
  while (t.accept('except')) {
    t.accept('*');
    if (t.type !== ':') {
      expressions(t);
      if (t.accept('as')) nameOf(t);
    }
    handlers.push(block(t));
  }
  const otherwise = elseBlock(t);
  if (handlers.length === 0 && t.type !== 'finally') throw new Unreadable();
  const cleanup = t.accept('finally') ? block(t) : [];
  return { kind: 'try', body, handlers, otherwise, cleanup, at: t.span(start) };
};

const functionDefinition: Read = (t, start) => {
  t.expect('def');
  const { name } = nameOf(t);
  t.expect('(');
  const list = parameters(t, ')');
  if (t.accept('->')) t.expression();
  const body = block(t);
  return { kind: 'function', name, parameters: list, decorators: [], body, at: t.span(start) };
};

const classDefinition: Read = (t, start) => {
  t.next();
  const { name } = nameOf(t);
  const args = t.type === '(' ? callArguments(t) : [];
  const bases = args.flatMap((base) => (base.name === null ? [base.value] : []));
  return { kind: 'class', name, bases, decorators: [], body: block(t), at: t.span(start) };
};

const decorated: Read = (t) => {
  const decorators: Expression[] = [];
  while (t.accept('@')) {
    decorators.push(t.expression());
    t.expect('newline');
  }
  const definition = compound(t);
  if (definition?.kind !== 'function' && definition?.kind !== 'class') throw new Unreadable();
  return { ...definition, decorators };
};

const asynchronous: Read = (t, start) => {
  t.next();
  if (t.type === 'def') return functionDefinition(t, start);
  if (t.type === 'for') return forStatement(t, start);
  if (t.type === 'with') return withStatement(t, start);
  throw new Unreadable();
};

/** `match value:`; elsewhere `match` is a name like any other. */
const isMatch = (t: Reading): boolean => t.word === 'match' && /[\w"'{]/.test(String.fromCharCode(t.peek()));

function match(t: Reading, start: number): Statement {
  t.next();
  const subject = expressions(t);
  t.expect(':');
  t.expect('newline');
  t.expect('indent');
  const cases: MatchCase[] = [];
  while (t.type === 'name' && t.word === 'case') {
    t.next();
    const pattern = patterns(t);
    const guard = t.accept('if') ? t.expression() : null;
    cases.push({ pattern, guard, body: block(t) });
  }
  t.expect('dedent');
  return { kind: 'match', subject, cases, at: t.span(start) };
}

const byKeyword: Readonly<Record<string, Read>> = {
  if: ifStatement,
  for: forStatement,
  while: whileStatement,
  with: withStatement,
  try: tryStatement,
  def: functionDefinition,
  class: classDefinition,
  '@': decorated,
  async: asynchronous,
};
