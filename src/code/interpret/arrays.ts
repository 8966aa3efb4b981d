/**
 * One-dimensional arrays of numpy (float64, `array`) and torch (float32, `tensor`). Unlike with lists, operators apply to
 * each number, and torch rounds every result. Sources: numpy, `function_base.py` (`linspace`);
 * torch, `RangeFactories` (`linspace`: from both ends to the middle).
 */
import type { Span } from '../syntax/syntax';
import { argument } from './arguments';
import type { Builtin } from './sequences';
import { constant, lastOf, unknown, type Arguments, type Constant, type ListValue, type Value } from '../values/values';

/** Longer arrays are unknown. */
const longest = 2000;

export type Row = ListValue & { readonly type: 'array' | 'tensor' };

export const isRow = (value: Value | undefined): value is Row =>
  value?.kind === 'list' && (value.type === 'array' || value.type === 'tensor');

/** A number as the row holds it. */
const held = (type: Row['type'], value: number): number => (type === 'tensor' ? Math.fround(value) : value);

const rowOf = (type: Row['type'], numbers: Iterable<number>, at: Span): Row => ({
  kind: 'list',
  type,
  items: Array.from(numbers, (n) => constant(held(type, n), at)),
});

/** A `torch.tensor(x, dtype=torch.float64)` behaves as a numpy array. */
function typeFor(args: Arguments, usual: Row['type']): Row['type'] {
  const dtype = argument(args, null, 'dtype');
  return dtype?.kind === 'imported' && /^(float64|double)$/.test(lastOf(dtype.path)) ? 'array' : usual;
}

/** `operation` on each number; unknown where one of them is. */
export function eachNumber(row: Row, at: Span, operation: (x: number) => number | undefined): Value {
  return rowFrom(
    row,
    row.items.map((item) => onNumbers(row.type, [item], at, (numbers) => operation(numbers.at(0) ?? NaN))),
  );
}

/** A binary operation of rows with each other or with a number, number by number. */
export function onRows(
  left: Value,
  right: Value,
  at: Span,
  operation: (a: number, b: number) => number | undefined,
): Value {
  const row = isRow(left) ? left : isRow(right) ? right : null;
  if (!row) return unknown('an operation on a list');
  const type = [left, right].some((one) => isRow(one) && one.type === 'array') ? 'array' : 'tensor';
  const count = Math.max(lengthOf(left), lengthOf(right));
  if ([left, right].some((one) => lengthOf(one) !== 1 && lengthOf(one) !== count))
    return unknown('an operation on rows of different lengths');
  const items = Array.from({ length: count }, (_, n) =>
    onNumbers(type, [itemAt(left, n), itemAt(right, n)], at, ([a = NaN, b = NaN]) => operation(a, b)),
  );
  return rowFrom({ ...row, type }, items);
}

const lengthOf = (value: Value): number => (value.kind === 'list' ? value.items.length : 1);

const itemAt = (value: Value, n: number): Value =>
  value.kind === 'list' ? (value.items[value.items.length === 1 ? 0 : n] ?? unknown('nothing')) : value;

const rowFrom = (row: Row, items: readonly Value[]): Value => ({ ...row, items });

function onNumbers(
  type: Row['type'],
  values: readonly Value[],
  at: Span,
  operation: (numbers: readonly number[]) => number | undefined,
): Value {
  const constants = values.filter((one): one is Constant => one.kind === 'constant' && typeof one.value === 'number');
  if (constants.length !== values.length)
    return values.find((one) => one.kind === 'unknown') ?? unknown('a calculation with what is not a number');
  const result = operation(constants.map(({ value }) => held(type, Number(value))));
  if (result === undefined || Number.isNaN(result)) return unknown('a calculation without a result');
  const isDefault = constants.some(({ origin }) => origin !== 'code');
  return constant(held(type, result), at, isDefault ? 'parameter default' : 'code');
}

const numbersOf = (values: readonly (Value | undefined)[]): number[] | null => {
  const numbers = values.flatMap((one) => (one?.kind === 'constant' && typeof one.value === 'number' ? one.value : []));
  return numbers.length === values.length ? numbers : null;
};

const linspace =
  (usual: Row['type']): Builtin =>
  (_i, args, site) => {
    const count = argument(args, 2, usual === 'array' ? 'num' : 'steps');
    const ends = [argument(args, 0, 'start'), argument(args, 1, usual === 'array' ? 'stop' : 'end')];
    const numbers = numbersOf([...ends, count]);
    const [from, to, n] = [numbers?.at(0), numbers?.at(1), numbers?.at(2)];
    if (from === undefined || to === undefined || n === undefined || n > longest || args.named.has('endpoint'))
      return unknown('a row of numbers that is not known');
    const type = typeFor(args, usual);
    return rowOf(type, type === 'array' ? evenly(from, to, n) : fromBothEnds(from, to, n), site.expression.at);
  };

function evenly(from: number, to: number, n: number): number[] {
  const step = (to - from) / (n - 1);
  return Array.from({ length: n }, (_, k) => (n === 1 ? from : k === n - 1 ? to : k * step + from));
}

function fromBothEnds(from: number, to: number, n: number): number[] {
  const [first, last] = [Math.fround(from), Math.fround(to)];
  const step = Math.fround(Math.fround(last - first) / (n - 1));
  return Array.from({ length: n }, (_, k) =>
    n === 1 ? first : k < n / 2 ? first + step * k : last - step * (n - 1 - k),
  );
}

const arange =
  (usual: Row['type']): Builtin =>
  (_i, args, site) => {
    const numbers = numbersOf(args.positional);
    if (!numbers || numbers.length === 0) return unknown('a row of numbers that is not known');
    const [from, to, step] = numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1];
    const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
    if (count > longest) return unknown('a long row of numbers');
    return rowOf(
      typeFor(args, usual),
      Array.from({ length: count }, (_, k) => from + k * step),
      site.expression.at,
    );
  };

const filled =
  (usual: Row['type'], value: number): Builtin =>
  (_i, args, site) => {
    const size = numbersOf(args.positional.slice(0, 1))?.at(0);
    if (size === undefined || size > longest || args.positional.length !== 1) return unknown('an array');
    return rowOf(typeFor(args, usual), Array<number>(size).fill(value), site.expression.at);
  };

/** A list, or another row, as a row; a single number stays one. */
const convert =
  (usual: Row['type']): Builtin =>
  (_i, args, site) => {
    const given = args.positional.at(0);
    if (given?.kind === 'constant' || given?.kind === 'unknown') return given;
    if (given?.kind !== 'list') return unknown('an array of unknown values');
    const type = typeFor(args, usual);
    const round = (item: Value): Value =>
      item.kind === 'list' ? item : onNumbers(type, [item], site.expression.at, ([x]) => x);
    return { kind: 'list', type, items: type === 'tensor' ? given.items.map(round) : given.items };
  };

const concatenated =
  (usual: Row['type']): Builtin =>
  (_i, args) => {
    const first = args.positional.at(0);
    const parts = first?.kind === 'list' && !isRow(first) && first.items.some((one) => one.kind === 'list');
    const lists = parts ? first.items : args.positional.slice(0, 2);
    const items = lists.flatMap((one) => (one.kind === 'list' ? one.items : [one]));
    return { kind: 'list', type: usual, items };
  };

const flipped: Builtin = (_i, args) => {
  const row = args.positional.at(0);
  return isRow(row) ? { ...row, items: row.items.toReversed() } : null;
};

/** Methods of rows; null for those that are not followed. */
export function rowMethod(row: Row, name: string, args: Arguments, at: Span): Value | null {
  switch (name) {
    case 'tolist':
      return { ...row, type: 'list' };
    case 'numpy':
    case 'double':
      return { ...row, type: 'array' };
    case 'flip':
      return { ...row, items: row.items.toReversed() };
    case 'long':
    case 'int':
      return eachNumber(row, at, Math.trunc);
    case 'round':
      return args.positional.length === 0 ? eachNumber(row, at, toEven) : unknown('a rounded array');
    case 'astype':
      return astype(row, args.positional.at(0), at);
    case 'flatten':
    case 'squeeze':
    case 'ravel':
      return row;
    default:
      return null;
  }
}

function astype(row: Row, to: Value | undefined, at: Span): Value {
  const name = to?.kind === 'imported' ? lastOf(to.path) : to?.kind === 'constant' ? String(to.value) : '';
  if (/^u?int/.test(name)) return eachNumber(row, at, Math.trunc);
  if (name === 'float32') return eachNumber(row, at, Math.fround);
  return /^(float|float64|double)$/.test(name) ? row : unknown('an array of another type');
}

/** Halves to the even neighbour, as numpy and torch round. */
function toEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Functions of numpy and torch that make rows. */
export const rowBuiltins: Readonly<Record<string, Builtin>> = {
  'numpy.array': convert('array'),
  'numpy.asarray': convert('array'),
  'numpy.linspace': linspace('array'),
  'numpy.arange': arange('array'),
  'numpy.zeros': filled('array', 0),
  'numpy.ones': filled('array', 1),
  'numpy.flip': flipped,
  'numpy.concatenate': concatenated('array'),
  'numpy.append': concatenated('array'),
  'torch.tensor': convert('tensor'),
  'torch.as_tensor': convert('tensor'),
  'torch.FloatTensor': convert('tensor'),
  'torch.from_numpy': convert('array'),
  'torch.linspace': linspace('tensor'),
  'torch.arange': arange('tensor'),
  'torch.zeros': filled('tensor', 0),
  'torch.ones': filled('tensor', 1),
  'torch.flip': flipped,
  'torch.cat': concatenated('tensor'),
};
