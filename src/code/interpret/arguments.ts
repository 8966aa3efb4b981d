import type { Span } from '../syntax/syntax';
import type { Value } from './values';

/** An argument given by name; `at` spans keyword and value when it is written out in the call. */
export interface Given {
  readonly value: Value;
  readonly at: Span | null;
  readonly nameAt: Span | null;
}

/** The arguments of one call, evaluated and unpacked. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Given>;
  /** `**scheduler.config` among them. */
  readonly spread: Value | null;
  /** Why there may be more than is listed (`*args`, `**kwargs` of unknown content), or null. */
  readonly open: string | null;
}

export const noArguments: Arguments = { positional: [], named: new Map(), spread: null, open: null };

/** The argument at a position or under its name. */
export const argument = (args: Arguments, position: number | null, name: string): Value | undefined =>
  args.named.get(name)?.value ?? (position === null ? undefined : args.positional[position]);

/** Two lists of arguments, one after the other; names of the second win. */
export const combined = (first: Arguments, second: Arguments): Arguments => ({
  positional: [...first.positional, ...second.positional],
  named: new Map([...first.named, ...second.named]),
  spread: second.spread ?? first.spread,
  open: second.open ?? first.open,
});
