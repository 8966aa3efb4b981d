import type { Argument } from '../syntax';
import { beginsComprehension, comprehension } from './brackets';
import { nameOf } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** The arguments of a call, with the brackets around them. */
export function callArguments(t: Reading): Argument[] {
  const open = t.start;
  t.expect('(');
  const args: Argument[] = [];
  while (t.type !== ')') {
    const argument = oneArgument(t);
    if (beginsComprehension(t)) {
      if (args.length > 0 || argument.name !== null || argument.splat) throw new Unreadable();
      return [positional(comprehension(t, open, 'list', null, argument.value, ')'))];
    }
    args.push(argument);
    if (!t.accept(',')) break;
  }
  t.expect(')');
  return args;
}

const positional = (value: Argument['value']): Argument => ({ name: null, nameAt: null, splat: null, value });

function oneArgument(t: Reading): Argument {
  if (t.type === '*' || t.type === '**') {
    const splat = t.type;
    t.next();
    return { ...positional(t.expression()), splat };
  }
  if (t.type !== 'name' || !t.isNamed) return positional(t.expression());
  const { name, at } = nameOf(t);
  t.expect('=');
  return { name, nameAt: at, splat: null, value: t.expression() };
}
