import type { Span } from '../../syntax/syntax';
import { argument } from '../arguments';
import { newParser } from './argparse';
import { classOf } from '../classes';
import type { CallSite, Interpreter } from '../interpreter';
import { joined, onEach } from '../../values/join';
import { dictOf, unpackInto } from '../keys';
import { numberOf, weaker } from '../operators';
import { eachNumber, isRow, rowBuiltins } from '../arrays';
import { commandClasses } from './commandClasses';
import { optionDefault } from './commandOptions';
import { sequenceBuiltins, type Builtin } from '../sequences';
import { constant, imported, unknown, type Constant, type Value, type Arguments, Slots } from '../../values/values';

/** Functions of Python, math, numpy and torch whose results are known; null for every other. */
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
  const chooses = maths === Math.max || maths === Math.min;
  if (isRow(first) && given.length === 1 && !chooses) return eachNumber(first, at, (x) => maths(x));
  const values = first?.kind === 'list' && given.length === 1 && chooses ? first.items : given;
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

/** An environment variable: its default, as that of a parameter. */
const environment: Builtin = (_i, args) => {
  const [name, fallback] = [args.positional.at(0), argument(args, 1, 'default')];
  if (fallback?.kind === 'constant' && fallback.value !== null)
    return constant(fallback.value, fallback.at, 'parameter default');
  return unknown(
    name?.kind === 'constant' ? `the environment variable \`${String(name.value)}\`` : 'an environment variable',
  );
};

const builtins: Readonly<Record<string, Builtin>> = {
  ...sequenceBuiltins,
  ...rowBuiltins,
  ...commandClasses,
  'typer.Option': (_i, args) => optionDefault(args),
  'typer.Argument': (_i, args) => optionDefault(args),
  'builtins.int': toInt,
  'builtins.float': toFloat,
  'builtins.str': conversion((value) =>
    typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : undefined,
  ),
  'builtins.bool': conversion((value) => (value === null ? false : Boolean(value))),
  'builtins.round': round,
  'builtins.iter': first,
  'os.environ.get': environment,
  'os.getenv': environment,
  'builtins.dict': dict,
  'builtins.getattr': getattr,
  'builtins.setattr': setattr,
  'builtins.vars': first,
  'builtins.type': (_i, args) => onEach(args.positional.at(0) ?? unknown('nothing'), classOf),
  'numpy.float32': toFloat,
  'numpy.float64': toFloat,
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
