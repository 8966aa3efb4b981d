import { eachNumber, isRow, onRows } from './arrays';
import { joined, onEach } from '../values/join';
import { alternativesOf, constant, unknown, type Constant, type Scalar, type Value } from '../values/values';
import type { Span } from '../syntax/syntax';
import { percentText } from './text';

/** Texts and lists longer than this are not built: `"a" * 10**9` must not take the editor's memory. */
const longest = 10_000;

/** More pairs of alternatives than this are not calculated. */
const mostPairs = 16;

/** Python's binary operators on known values; on alternatives, each with each. */
export function binary(operator: string, left: Value, right: Value, at: Span): Value {
  if (left.kind !== 'choice' && right.kind !== 'choice') return binaryOf(operator, left, right, at);
  const pairs = alternativesOf(left).flatMap((a) => alternativesOf(right).map((b) => [a, b] as const));
  if (pairs.length > mostPairs) return unknown('too many possibilities');
  return joined(pairs.map(([a, b]) => binaryOf(operator, a, b, at)));
}

function binaryOf(operator: string, left: Value, right: Value, at: Span): Value {
  if (left.kind === 'unknown') return left;
  if (right.kind === 'unknown') return right;
  if (operator === '%' && left.kind === 'constant' && typeof left.value === 'string') {
    const text = percentText(left.value, right);
    return text === undefined ? unknown('a text with format fields') : constant(text, at, left.origin);
  }
  if (isRow(left) || isRow(right)) return onRows(left, right, at, (a, b) => arithmetic(operator, a, b));
  if (left.kind === 'list' || right.kind === 'list') return onLists(operator, left, right);
  if (left.kind !== 'constant' || right.kind !== 'constant') return unknown('an operation on objects');
  const value = compute(operator, left.value, right.value);
  return value === undefined ? unknown(`\`${operator}\` of these values`) : constant(value, at, weaker(left, right));
}

function onLists(operator: string, left: Value, right: Value): Value {
  if (
    operator === '+' &&
    left.kind === 'list' &&
    right.kind === 'list' &&
    left.items.length + right.items.length <= longest
  )
    return { ...left, items: [...left.items, ...right.items] };
  const [list, times] = left.kind === 'list' ? [left, right] : [right, left];
  if (operator === '*' && list.kind === 'list' && times.kind === 'constant' && typeof times.value === 'number') {
    const count = Math.max(0, Math.trunc(times.value));
    if (count * list.items.length <= longest)
      return { ...list, items: Array.from({ length: count }, () => list.items).flat() };
  }
  return unknown('an operation on a list');
}

export const weaker = (...values: readonly Constant[]): Constant['origin'] =>
  values.some((value) => value.origin === 'parameter default') ? 'parameter default' : 'code';

function compute(operator: string, left: Scalar, right: Scalar): Scalar | undefined {
  if (typeof left === 'string') return onText(operator, left, right);
  if (operator === '*' && typeof right === 'string') return onText(operator, right, left);
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const value = arithmetic(operator, a, b);
  return value !== undefined && !Number.isNaN(value) ? value : undefined;
}

function onText(operator: string, text: string, other: Scalar): Scalar | undefined {
  if (operator === '+' && typeof other === 'string' && text.length + other.length <= longest) return text + other;
  if (operator === '*' && typeof other === 'number' && text.length * other <= longest)
    return text.repeat(Math.max(0, Math.trunc(other)));
  return undefined;
}

/** `True` and `False` count as 1 and 0. */
export function numberOf(value: Scalar): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    default:
      return Number.isSafeInteger(a) && Number.isSafeInteger(b) ? onBits(operator, a, b) : undefined;
  }
}

function onBits(operator: string, a: number, b: number): number | undefined {
  const shift = Math.abs(b) < 64 ? BigInt(b) : 0n;
  const results: Readonly<Partial<Record<string, () => bigint>>> = {
    '&': () => BigInt(a) & BigInt(b),
    '|': () => BigInt(a) | BigInt(b),
    '^': () => BigInt(a) ^ BigInt(b),
    '<<': () => BigInt(a) << shift,
    '>>': () => BigInt(a) >> shift,
  };
  const result = results[operator];
  return result && Number(result());
}

/** `-x`, `+x`, `not x`. */
export function unary(operator: string, operand: Value, at: Span): Value {
  if (operator === 'not') {
    const truth = truthOf(operand);
    return truth === null ? unknown('a condition that is not known') : constant(!truth, at);
  }
  return onEach(operand, (value) => {
    if (value.kind === 'unknown') return value;
    if (isRow(value) && operator !== '~') return eachNumber(value, at, (x) => (operator === '-' ? -x : x));
    const number = value.kind === 'constant' ? numberOf(value.value) : undefined;
    if (value.kind !== 'constant' || number === undefined || operator === '~')
      return unknown(`\`${operator}\` of this`);
    return constant(operator === '-' ? -number : number, at, value.origin);
  });
}

/** One comparison of a chain; null when it is not known. A default that a caller may replace decides nothing. */
export function compare(operator: string, left: Value, right: Value): boolean | null {
  if (operator === 'in' || operator === 'not in') {
    const found = contains(right, left);
    return found === null ? null : found === (operator === 'in');
  }
  const isOperator = operator === 'is' || operator === 'is not';
  if (isObject(left) && isNone(right) && isOperator) return operator === 'is not';
  if (!isSettled(left) || !isSettled(right)) return null;
  const [a, b] = [left.value, right.value];
  if (operator === '==' || operator === 'is') return equal(a, b);
  if (operator === '!=' || operator === 'is not' || operator === '<>') return !equal(a, b);
  return ordered(operator, a, b);
}

const isNone = (value: Value): boolean => isSettled(value) && value.value === null;

/** A value that is certainly not `None`. */
const isObject = (value: Value): boolean =>
  ['list', 'dict', 'scheduler', 'config', 'pipeline', 'function', 'class', 'instance'].includes(value.kind);

const isSettled = (value: Value): value is Constant => value.kind === 'constant' && value.origin === 'code';

function equal(a: Scalar, b: Scalar): boolean {
  const [x, y] = [numberOf(a), numberOf(b)];
  return x !== undefined && y !== undefined ? x === y : a === b;
}

function ordered(operator: string, a: Scalar, b: Scalar): boolean | null {
  const texts = typeof a === 'string' && typeof b === 'string';
  const [x, y] = texts ? [a, b] : [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined) return null;
  if (operator === '<') return x < y;
  if (operator === '<=') return x <= y;
  if (operator === '>') return x > y;
  return operator === '>=' ? x >= y : null;
}

function contains(container: Value, item: Value): boolean | null {
  if (!isSettled(item)) return null;
  if (isSettled(container)) {
    const { value } = container;
    return typeof value === 'string' && typeof item.value === 'string' ? value.includes(item.value) : null;
  }
  if (container.kind === 'list') {
    const items = container.items.filter(isSettled);
    if (items.some((one) => equal(one.value, item.value))) return true;
    return items.length === container.items.length ? false : null;
  }
  if (container.kind === 'dict' && typeof item.value === 'string' && container.entries.get('**') === undefined)
    return container.entries.get(item.value) !== undefined;
  return null;
}

/** Whether a condition holds; null when it is not known. */
export function truthOf(value: Value): boolean | null {
  switch (value.kind) {
    case 'constant':
      return value.origin === 'code' ? truthOfScalar(value.value) : null;
    case 'list':
      return value.items.length > 0;
    case 'dict':
      if (value.entries.get('**') !== undefined) return null;
      return value.entries.size > 0;
    case 'scheduler':
    case 'pipeline':
    case 'function':
    case 'class':
      return true;
    case 'choice': {
      const truths = value.among.map(truthOf);
      const first = truths.at(0);
      return first !== undefined && truths.every((truth) => truth === first) ? first : null;
    }
    default:
      return null;
  }
}

const truthOfScalar = (value: Scalar): boolean => value !== null && value !== '' && Boolean(value);
