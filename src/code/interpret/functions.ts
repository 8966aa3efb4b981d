import type { Parameter } from '../syntax/syntax';
import type { Interpreter } from './interpreter';
import { joined } from '../values/join';
import { dictOf } from './keys';
import { newScope, newFrame } from '../values/scope';
import { constant, unknown, type FunctionValue, type Value, type Scope, type Arguments } from '../values/values';

/** Runs a function of the program with these arguments. */
export function callFunction(i: Interpreter, fn: FunctionValue, args: Arguments): Value {
  const given = fn.self && fn.decorated !== 'static' ? { ...args, positional: [fn.self, ...args.positional] } : args;
  return run(i, fn, (scope) => bind(i, fn, given, scope));
}

/** Runs a function that nothing calls: parameters have their defaults, or are unknown. */
export function runUncalled(i: Interpreter, fn: FunctionValue): void {
  run(i, fn, (scope) => {
    fn.parameters.forEach((parameter, n) => {
      const self = n === 0 && fn.self && fn.decorated !== 'static' ? fn.self : null;
      i.store.write(scope.slots, parameter.name, self ?? unknownArgument(i, fn, parameter));
    });
  });
}

function unknownArgument(i: Interpreter, fn: FunctionValue, { name, splat, fallback }: Parameter): Value {
  if (splat === '**') return dictOf(i, [['**', unknown(`\`**${name}\` of the function \`${fn.name}\``)]]);
  const fallbackValue = fn.defaults.get(name) ?? (fallback && i.evaluate(fallback, fn.scope));
  if (fallbackValue?.kind === 'constant') return constant(fallbackValue.value, fallbackValue.at, 'parameter default');
  return unknown(`the parameter \`${name}\` of \`${fn.name}\``);
}

function run(i: Interpreter, fn: FunctionValue, bindParameters: (scope: Scope) => void): Value {
  if (!i.enter(fn)) return unknown(`the result of \`${fn.name}\`, ${notFollowed(fn)}`);
  try {
    const frame = newFrame(fn.parameters.map(({ name }) => name));
    const scope = newScope('function', fn.scope, frame);
    bindParameters(scope);
    if (fn.result) return i.evaluate(fn.result, scope);
    i.execute(fn.body(), scope);
    if (frame.exits.length > 0) i.store.join([new Map(), ...frame.exits]);
    return frame.returns.length > 0 ? joined(frame.returns) : constant(null, null);
  } finally {
    i.leave(fn);
  }
}

const notFollowed = ({ at: { source } }: FunctionValue): string =>
  source.file === null ? 'which calls itself' : 'a function of another module, which is not followed there';

/** Arguments to parameters, as Python binds them. */
function bind(i: Interpreter, fn: FunctionValue, args: Arguments, scope: Scope): void {
  const positional = [...args.positional];
  const named = new Map(args.named);
  for (const { name, splat, keywordOnly, fallback } of fn.parameters) {
    const value = (): Value => {
      if (splat === '*') return { kind: 'list', type: 'tuple', items: positional.splice(0) };
      if (splat === '**') return rest(i, named, args);
      const byPosition = keywordOnly ? undefined : positional.shift();
      const byName = named.get(name)?.value;
      named.delete(name);
      const given = byPosition ?? byName;
      if (given) return given;
      if (args.open !== null || args.spread) return unknown(args.open ?? 'unpacked values');
      return fallback ? i.evaluate(fallback, fn.scope) : unknown(`the parameter \`${name}\` of \`${fn.name}\``);
    };
    i.store.write(scope.slots, name, value());
  }
}

function rest(i: Interpreter, named: Arguments['named'], args: Arguments): Value {
  const entries = [...named].map(([name, { value }]) => [name, value] as const);
  const more = args.spread ?? (args.open === null ? null : unknown(args.open));
  return dictOf(i, more ? [...entries, ['**', more]] : entries);
}
