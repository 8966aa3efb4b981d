import type { Arguments, Value } from '../values/values';

export const noArguments: Arguments = { positional: [], named: new Map(), spread: null, open: null };

/** The argument at a position or under its name. */
export const argument = (args: Arguments, position: number | null, name: string): Value | undefined =>
  args.named.get(name)?.value ?? (position === null ? undefined : args.positional[position]);

/** Two lists of arguments, one after the other; for equal names the second counts. */
export const combined = (first: Arguments, second: Arguments): Arguments => ({
  positional: [...first.positional, ...second.positional],
  named: new Map([...first.named, ...second.named]),
  spread: second.spread ?? first.spread,
  open: second.open ?? first.open,
});
