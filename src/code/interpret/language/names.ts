import type { Interpreter } from '../interpreter';
import { find } from '../../values/scope';
import { constant, imported, unknown, type Value, type Scope } from '../../values/values';

/** Python's builtins that the interpreter follows. */
const builtins = new Set(
  'abs bool dict filter float getattr hasattr int isinstance iter len list map max min next pow print range round set setattr sorted str sum super tuple type vars zip enumerate'.split(
    ' ',
  ),
);

/**
 * The value of a name. Snippets often leave their imports out, so an undefined class whose name looks like one of diffusers
 * is taken for it.
 */
export function lookup(i: Interpreter, name: string, scope: Scope): Value {
  const value = find(name, scope);
  if (value) return value.kind === 'deferred' ? i.force(value) : value;
  if (name === '__name__') return constant('__main__', null);
  if (builtins.has(name)) return imported(`builtins.${name}`);
  if (/^[A-Z]\w*(Scheduler|Pipeline(For\w+)?)$/.test(name) || name === 'diffusers')
    return { ...imported(name === 'diffusers' ? name : `diffusers.${name}`), assumed: true };
  if (name === 'math') return imported(name);
  return unknown(`\`${name}\` is not defined in this file`);
}
