import type { Span } from '../syntax/syntax';
import { argument } from './arguments';
import { newParser } from './argparse';
import { classOf } from './attributes';
import type { CallSite, Interpreter } from './interpreter';
import { joined, onEach } from './join';
import { dictOf, unpackInto } from './keys';
import { numberOf, weaker } from './operators';
import { constant, imported, unknown, type Constant, type Value, type Arguments, Slots } from './values';

type Builtin = (i: Interpreter, args: Arguments, site: CallSite) => Value | null;

/** Lists longer than this are not written out: `range(10**9)`. */
const longest = 2000;

/** Functions of Python, math, numpy and torch whose results can be told; null for every other. */
export function callBuiltin(i: Interpreter, path: string, args: Arguments, site: CallSite): Value | null {
  const builtin = Object.hasOwn(builtins, path) ? builtins[path] : undefined;
  if (builtin) return builtin(i, args, site);
  const maths = mathFunction(path);
  return maths ? applyMaths(maths, args.positional, site.expression.at) : null;
}

const mathModules = /^(math|numpy|torch|builtins)\./;

const mathFunctions: Readonly<Record<string, (x: number, ...more: number[]) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: (x, ...base) => (base.length === 0 ? Math.log(x) : Math.log(x) / Math.log(base.at(0) ?? Math.E)),
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  floor: Math.floor,
  ceil: Math.ceil,
  abs: Math.abs,
  fabs: Math.abs,
  pow: Math.pow,
  max: Math.max,
  min: Math.min,
};

function mathFunction(path: string): ((x: number, ...more: number[]) => number) | undefined {
  const name = path.replace(mathModules, '');
  return name !== path && Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
}

/** Of numbers only; `max` and `min` also take a list. */
function applyMaths(maths: (x: number, ...more: number[]) => number, given: readonly Value[], at: Span): Value {
  const first = given.at(0);
  const values = first?.kind === 'list' && given.length === 1 ? first.items : given;
  const missing = values.find((value) => value.kind === 'unknown');
  if (missing) return missing;
  const constants = values.filter((value): value is Constant => value.kind === 'constant');
  const numbers = constants.map((value) => numberOf(value.value)).filter((n) => n !== undefined);
  if (numbers.length !== values.length || numbers.length === 0)
    return unknown('a calculation with what is not a number');
  const result = maths(numbers[0], ...numbers.slice(1));
  return Number.isNaN(result) ? unknown('a calculation without a result') : constant(result, at, weaker(...constants));
}

/** A conversion of one known scalar. */
const conversion =
  (convert: (value: Constant['value']) => Constant['value'] | undefined): Builtin =>
  (_i, args, site) => {
    const value = args.positional.at(0);
    if (value?.kind === 'unknown') return value;
    const converted = value?.kind === 'constant' && args.positional.length === 1 ? convert(value.value) : undefined;
    return converted !== undefined && value?.kind === 'constant'
      ? constant(converted, site.expression.at, value.origin)
      : null;
  };

const toNumber = (value: Constant['value']): number | undefined => {
  const number =
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value === null ? undefined : numberOf(value);
  return number !== undefined && !Number.isNaN(number) ? number : undefined;
};

const toInteger = (value: Constant['value']): number | undefined => {
  const number = toNumber(value);
  return number === undefined ? undefined : Math.trunc(number);
};

const toFloat: Builtin = conversion((value) =>
  value === 'inf' ? Infinity : value === '-inf' ? -Infinity : toNumber(value),
);
const toInt: Builtin = conversion(toInteger);

/** As Python rounds: halves to the even neighbour. */
const round: Builtin = (_i, args, site) => {
  const [value, digits] = [args.positional.at(0), args.positional.at(1)];
  if (value?.kind !== 'constant' || typeof value.value !== 'number') return value?.kind === 'unknown' ? value : null;
  const scale = digits?.kind === 'constant' && typeof digits.value === 'number' ? 10 ** digits.value : 1;
  const scaled = value.value * scale;
  const rounded = Math.abs(scaled % 1) === 0.5 ? 2 * Math.round(scaled / 2) : Math.round(scaled);
  return constant(rounded / scale, site.expression.at, value.origin);
};

const numbersOf = (values: readonly Value[]): number[] | null => {
  const numbers = values.flatMap((value) =>
    value.kind === 'constant' && typeof value.value === 'number' ? value.value : [],
  );
  return numbers.length === values.length ? numbers : null;
};

const listOf = (numbers: readonly number[], at: Span): Value => ({
  kind: 'list',
  type: 'list',
  items: numbers.map((n) => constant(n, at)),
});

const range: Builtin = (_i, args, site) => {
  const numbers = numbersOf(args.positional);
  if (!numbers) return unknown('a range that is not known');
  const [from, to, step] =
    numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((to - from) / step));
  if (count > longest) return unknown('a long range');
  return listOf(
    Array.from({ length: count }, (_, n) => from + n * step),
    site.expression.at,
  );
};

/** `numpy.linspace(from, to, n)` with both ends. */
const linspace: Builtin = (_i, args, site) => {
  const count = argument(args, 2, 'num') ?? argument(args, 2, 'steps');
  const numbers = numbersOf([...args.positional.slice(0, 2), ...(count ? [count] : [])]);
  const [from, to, n] = [numbers?.at(0), numbers?.at(1), numbers?.at(2)];
  if (from === undefined || to === undefined || n === undefined || n > longest)
    return unknown('a row of numbers that is not known');
  return listOf(
    Array.from({ length: n }, (_, k) => (n === 1 ? from : from + (k * (to - from)) / (n - 1))),
    site.expression.at,
  );
};

const asList =
  (type: 'list' | 'tuple' | 'set'): Builtin =>
  (_i, args) => {
    const first = args.positional.at(0);
    if (!first) return { kind: 'list', type, items: [] };
    if (first.kind === 'list') return { ...first, type };
    return first.kind === 'unknown' ? first : unknown('a list of something');
  };

/** `dict(a=1, **other)` and `dict(other)`. */
const dict: Builtin = (i, args) => {
  const entries = new Slots('optional');
  const first = args.positional.at(0);
  if (first) unpackInto(i, entries, first);
  for (const [name, { value }] of args.named) i.store.write(entries, name, value);
  if (args.spread) i.store.write(entries, '**', args.spread);
  if (args.open !== null) i.store.write(entries, '**', unknown(args.open));
  return { kind: 'dict', entries };
};

/** `getattr(diffusers, "DDIMScheduler")`, and of objects. */
const getattr: Builtin = (i, args, site) => {
  const [object, name, fallback] = [0, 1, 2].map((n) => args.positional.at(n));
  if (!object || !name) return null;
  return onEach(name, (one) => {
    if (one.kind !== 'constant' || typeof one.value !== 'string')
      return one.kind === 'unknown' ? one : unknown('an attribute whose name is not known');
    const { value: attribute } = one;
    if (one.origin !== 'code') return unknown(`an attribute named by a parameter (default ${attribute})`);
    const { at } = site.expression;
    const found = onEach(object, (of) =>
      i.attribute(of, { kind: 'attribute', object: site.expression.callee, name: attribute, nameAt: at, at }),
    );
    return found.kind === 'unknown' && fallback ? joined([found, fallback]) : found;
  });
};

const setattr: Builtin = (i, args, site) => {
  const [object, name, value] = [0, 1, 2].map((n) => args.positional.at(n));
  if (!object || !value || name?.kind !== 'constant' || typeof name.value !== 'string') return null;
  if (object.kind === 'pipeline' || object.kind === 'instance') i.store.write(object.attributes, name.value, value);
  return constant(null, site.expression.at);
};

const first: Builtin = (_i, args) => args.positional.at(0) ?? null;

const partial: Builtin = (_i, args) => {
  const callee = args.positional.at(0);
  const positional = args.positional.slice(1);
  return callee ? { kind: 'partial', callee, given: { ...args, positional } } : null;
};

const length: Builtin = (_i, args, site) => {
  const value = args.positional.at(0);
  if (value?.kind === 'list') return constant(value.items.length, site.expression.at);
  return value?.kind === 'constant' && typeof value.value === 'string'
    ? constant(value.value.length, site.expression.at, value.origin)
    : null;
};

const zip: Builtin = (_i, args) => {
  const lists = args.positional.filter((value) => value.kind === 'list');
  if (lists.length !== args.positional.length || lists.length === 0) return null;
  const shortest = Math.min(...lists.map((list) => list.items.length));
  const items = Array.from({ length: shortest }, (_, n): Value => ({
    kind: 'list',
    type: 'tuple',
    items: lists.flatMap((list) => list.items[n] ?? []),
  }));
  return { kind: 'list', type: 'list', items };
};

const enumerate: Builtin = (_i, args) => {
  const list = args.positional.at(0);
  if (list?.kind !== 'list') return null;
  const items = list.items.map((one, n): Value => ({ kind: 'list', type: 'tuple', items: [constant(n, null), one] }));
  return { kind: 'list', type: 'list', items };
};

const sum: Builtin = (_i, args, site) => {
  const list = args.positional.at(0);
  const numbers = list?.kind === 'list' ? numbersOf(list.items) : null;
  return (
    numbers &&
    constant(
      numbers.reduce((a, b) => a + b, 0),
      site.expression.at,
    )
  );
};

const builtins: Readonly<Record<string, Builtin>> = {
  'builtins.int': toInt,
  'builtins.float': toFloat,
  'builtins.str': conversion((value) =>
    typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined,
  ),
  'builtins.bool': conversion((value) => (value === null ? false : Boolean(value))),
  'builtins.round': round,
  'builtins.range': range,
  'builtins.len': length,
  'builtins.sum': sum,
  'builtins.list': asList('list'),
  'builtins.sorted': (_i, args) => (args.positional.at(0)?.kind === 'list' ? unknown('a sorted list') : null),
  'builtins.tuple': asList('tuple'),
  'builtins.set': asList('set'),
  'builtins.dict': dict,
  'builtins.zip': zip,
  'builtins.enumerate': enumerate,
  'builtins.getattr': getattr,
  'builtins.setattr': setattr,
  'builtins.vars': first,
  'builtins.type': (i, args) => onEach(args.positional.at(0) ?? unknown('nothing'), (one) => classOf(i, one)),
  'numpy.array': asList('list'),
  'numpy.asarray': asList('list'),
  'numpy.float32': toFloat,
  'numpy.float64': toFloat,
  'numpy.linspace': linspace,
  'torch.linspace': linspace,
  'torch.tensor': (i, args, site) =>
    args.positional[0]?.kind === 'constant' ? args.positional[0] : asList('list')(i, args, site),
  'torch.compile': first,
  'copy.deepcopy': first,
  'copy.copy': first,
  'functools.partial': partial,
  'importlib.import_module': (_i, args) => {
    const name = args.positional.at(0);
    return name?.kind === 'constant' && name.value === 'diffusers' ? imported('diffusers') : null;
  },
  'argparse.ArgumentParser': newParser,
  'types.SimpleNamespace': (i, args) => {
    const { entries } = dictOf(
      i,
      [...args.named].map(([name, { value }]) => [name, value] as const),
    );
    return { kind: 'namespace', options: entries };
  },
};
