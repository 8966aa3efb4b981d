import type { Expression } from '../../syntax/syntax';
import { keyOf } from '../keys';
import type { Interpreter } from '../interpreter';
import { constant, type Arguments, type Scope, type Value } from '../../values/values';

/** Decorators that give a parameter its default: `@click.option("--steps", default=50)`. */
const optionDecorator = /^(rich_click|asyncclick|click)\.(option|argument)$/;

/** The defaults that decorators give to parameters, by their names. */
export function decoratedDefaults(
  i: Interpreter,
  decorators: readonly Expression[],
  scope: Scope,
): ReadonlyMap<string, Value> {
  const defaults = new Map<string, Value>();
  for (const decorator of decorators) {
    if (decorator.kind !== 'call') continue;
    const callee = i.evaluate(decorator.callee, scope);
    if (callee.kind !== 'imported' || !optionDecorator.test(callee.path)) continue;
    const given = decorator.args.map(({ name, value }) => ({ name, value: i.evaluate(value, scope) }));
    const flags = given.flatMap(({ name, value }) => (name === null ? (keyOf(value) ?? []) : []));
    const value = given.find(({ name }) => name === 'default')?.value ?? flagDefault(given);
    const name = parameterOf(flags);
    if (name !== null && value) defaults.set(name, asDefault(value));
  }
  return defaults;
}

const flagDefault = (given: readonly { name: string | null; value: Value }[]): Value | undefined =>
  given.some(({ name, value }) => name === 'is_flag' && value.kind === 'constant' && value.value === true)
    ? constant(false, null)
    : undefined;

/** `--num-steps` is `num_steps`; a name without dashes wins, and the longest flag else. */
function parameterOf(flags: readonly string[]): string | null {
  const plain = flags.find((flag) => !flag.startsWith('-'));
  const longest = [...flags].sort((a, b) => b.length - a.length).at(0);
  const name = plain ?? longest?.split('/')[0];
  return name === undefined ? null : name.replace(/^-+/, '').replaceAll('-', '_').toLowerCase();
}

/** A value that a caller or a command line may replace. */
export const asDefault = (value: Value): Value =>
  value.kind === 'constant' ? constant(value.value, value.at, 'parameter default') : value;

/** `typer.Option(50, "--steps")`, as the default of a parameter. */
export const optionDefault = (args: Arguments): Value | null => {
  const given = args.named.get('default')?.value ?? args.positional.at(0);
  return given ? asDefault(given) : null;
};
