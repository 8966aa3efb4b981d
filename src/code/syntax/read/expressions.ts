import { numberOf } from '../literals';
import type { Expression, NameExpression } from '../syntax';
import { callArguments } from './arguments';
import { braces, brackets, parentheses, subscriptIndex } from './brackets';
import { parameters } from './parameters';
import { textLiterals } from './texts';
import { nameOf } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** How tightly an operator binds; those of one number from left to right. */
const binding: Readonly<Partial<Record<string, number>>> = {
  or: 1,
  and: 2,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  in: 4,
  is: 4,
  not: 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '//': 10,
  '%': 10,
  '@': 10,
};

const [negation, comparison, bitwise] = [3, 4, 5];

/** `a if b else c`, `lambda`, or anything that binds more tightly; with `name := ` before it. */
export function expression(t: Reading): Expression {
  t.sink(1);
  const { start } = t;
  const read = t.type === 'lambda' ? lambda(t) : conditional(t);
  const value = t.type === ':=' && read.kind === 'name' && read.at.start === start ? walrus(t, read) : read;
  t.depth--;
  return value;
}

function walrus(t: Reading, target: NameExpression): Expression {
  t.next();
  const value = expression(t);
  return { kind: 'walrus', target, value, at: t.span(target.at.start) };
}

function conditional(t: Reading): Expression {
  const { start } = t;
  const then = operation(t, 1);
  if (!t.accept('if')) return then;
  const test = operation(t, 1);
  t.expect('else');
  const otherwise = expression(t);
  return { kind: 'conditional', then, test, otherwise, at: t.span(start) };
}

function lambda(t: Reading): Expression {
  const { start } = t;
  t.next();
  const list = parameters(t, ':');
  const body = expression(t);
  return { kind: 'lambda', parameters: list, body, at: t.span(start) };
}

/** Operators that bind at least as tightly as `least`, and their operands. */
export function operation(t: Reading, least: number): Expression {
  const { start } = t;
  const outer = t.reached;
  t.reached = t.depth;
  let left = least <= negation && t.type === 'not' ? not(t) : operand(t);
  for (;;) {
    const power = binding[t.type] ?? 0;
    if (power < Math.max(least, 1)) break;
    left = power === comparison ? comparisons(t, start, left) : operated(t, start, left, power);
    deepen(t);
  }
  t.reached = Math.max(t.reached, outer);
  return left;
}

/** What was read last has become a part of what is read now. */
function deepen(t: Reading): void {
  t.reached++;
  t.sink(0);
}

function operated(t: Reading, start: number, left: Expression, power: number): Expression {
  const operator = t.type;
  t.next();
  const right = operation(t, power + 1);
  const at = t.span(start);
  return operator === 'and' || operator === 'or'
    ? { kind: 'logical', operator, left, right, at }
    : { kind: 'binary', operator, left, right, at };
}

function comparisons(t: Reading, start: number, first: Expression): Expression {
  const operators: string[] = [];
  const operands = [first];
  while (binding[t.type] === comparison) {
    operators.push(comparator(t));
    operands.push(operation(t, bitwise));
  }
  return { kind: 'compare', operators, operands, at: t.span(start) };
}

function comparator(t: Reading): string {
  const operator = t.type;
  t.next();
  if (operator === 'is' && t.accept('not')) return 'is not';
  if (operator !== 'not') return operator;
  t.expect('in');
  return 'not in';
}

function not(t: Reading): Expression {
  const { start } = t;
  t.next();
  t.sink(1);
  const value = operation(t, negation);
  t.depth--;
  return { kind: 'unary', operator: 'not', operand: value, at: t.span(start) };
}

/** `-x`, `x ** y` and what binds more tightly. */
function operand(t: Reading): Expression {
  const { start, type } = t;
  t.sink(1);
  let value: Expression;
  if (type === '-' || type === '+' || type === '~') {
    t.next();
    value = { kind: 'unary', operator: type, operand: operand(t), at: t.span(start) };
  } else {
    value = primary(t);
    if (t.accept('**')) value = { kind: 'binary', operator: '**', left: value, right: operand(t), at: t.span(start) };
  }
  t.depth--;
  return value;
}

/** An atom with the attributes, calls and items after it. */
function primary(t: Reading): Expression {
  if (t.accept('await')) return primary(t);
  const { start } = t;
  let value = atom(t);
  for (;;) {
    if (t.type === '.') value = attribute(t, start, value);
    else if (t.type === '(') value = { kind: 'call', callee: value, args: callArguments(t), at: t.span(start) };
    else if (t.type === '[')
      value = { kind: 'subscript', object: value, index: subscriptIndex(t, start), at: t.span(start) };
    else return value;
    deepen(t);
  }
}

function attribute(t: Reading, start: number, object: Expression): Expression {
  t.next();
  const { name, at } = nameOf(t);
  return { kind: 'attribute', object, name, nameAt: at, at: t.span(start) };
}

function atom(t: Reading): Expression {
  switch (t.type) {
    case 'name':
      return nameOf(t);
    case 'text':
      return textLiterals(t);
    case 'number':
      return number(t);
    case '(':
      return parentheses(t);
    case '[':
      return brackets(t);
    case '{':
      return braces(t);
    case 'None':
      return literal(t, null);
    case 'True':
      return literal(t, true);
    case 'False':
      return literal(t, false);
    case '...': {
      const { start } = t;
      t.next();
      return { kind: 'opaque', parts: [], at: t.span(start) };
    }
    default:
      throw new Unreadable();
  }
}

function literal(t: Reading, value: null | boolean): Expression {
  const { start } = t;
  t.next();
  return { kind: 'literal', value, at: t.span(start) };
}

function number(t: Reading): Expression {
  const { start, word } = t;
  t.next();
  const value = numberOf(word);
  const at = t.span(start);
  return value === null ? { kind: 'opaque', parts: [], at } : { kind: 'literal', value, at };
}
