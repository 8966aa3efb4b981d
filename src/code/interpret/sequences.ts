import type { Span } from '../syntax/syntax';
import { noArguments } from './arguments';
import type { CallSite, Interpreter } from './interpreter';
import { constant, unknown, type Arguments, type Value } from '../values/values';

/** A function whose result follows from its arguments; null when it does not. */
export type Builtin = (i: Interpreter, args: Arguments, site: CallSite) => Value | null;

/** Longer lists are unknown: `range(10**9)`. */
const longest = 2000;

const numbersOf = (values: readonly Value[]): number[] | null => {
  const numbers = values.flatMap((value) =>
    value.kind === 'constant' && typeof value.value === 'number' ? value.value : [],
  );
  return numbers.length === values.length ? numbers : null;
};

const listOf = (numbers: Iterable<number>, at: Span): Value => ({
  kind: 'list',
  type: 'list',
  items: Array.from(numbers, (n) => constant(n, at)),
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

export const asList =
  (type: 'list' | 'tuple' | 'set'): Builtin =>
  (_i, args) => {
    const first = args.positional.at(0);
    if (!first) return { kind: 'list', type, items: [] };
    if (first.kind === 'list') return { ...first, type };
    return first.kind === 'unknown' ? first : unknown('a list of unknown values');
  };

const length: Builtin = (_i, args, site) => {
  const value = args.positional.at(0);
  if (value?.kind === 'list') return constant(value.items.length, site.expression.at);
  if (value?.kind === 'dict' && value.entries.get('**') === undefined)
    return constant(value.entries.size, site.expression.at);
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

/** Of numbers, in rising order; anything else is not sorted here. */
const sorted: Builtin = (_i, args, site) => {
  const list = args.positional.at(0);
  if (list?.kind !== 'list') return null;
  const numbers = args.named.size === 0 ? numbersOf(list.items) : null;
  return numbers ? listOf(Float64Array.from(numbers).sort(), site.expression.at) : unknown('a sorted list');
};

/** `next(iter(values))`; a second `next` of the same iterator is not followed. */
const firstItem: Builtin = (_i, args) => {
  const list = args.positional.at(0);
  return list?.kind === 'list' && list.items.length > 0 ? (list.items.at(0) ?? null) : null;
};

const map: Builtin = (i, args, site) => {
  const [callee, list] = [args.positional.at(0), args.positional.at(1)];
  if (!callee || list?.kind !== 'list' || args.positional.length !== 2) return null;
  const items = list.items.map((item) => i.call(callee, { ...noArguments, positional: [item] }, site));
  return { kind: 'list', type: 'list', items };
};

/** Functions of Python, numpy and torch that make or iterate over sequences. */
export const sequenceBuiltins: Readonly<Record<string, Builtin>> = {
  'builtins.range': range,
  'builtins.len': length,
  'builtins.sum': sum,
  'builtins.list': asList('list'),
  'builtins.tuple': asList('tuple'),
  'builtins.set': asList('set'),
  'builtins.sorted': sorted,
  'builtins.next': firstItem,
  'builtins.map': map,
  'builtins.filter': (_i, args) => (args.positional.length > 0 ? unknown('a filtered list') : null),
  'builtins.zip': zip,
  'builtins.enumerate': enumerate,
};
