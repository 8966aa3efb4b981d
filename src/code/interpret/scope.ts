import type { Changes } from './store';
import { Slots } from './store';
import type { Value } from './values';

/** One run of a function, or of the module. */
export interface Frame {
  readonly returns: Value[];
  /** What was changed on the ways that left the function early. */
  readonly exits: Changes[];
}

/** Names of a module, function or class body, and the scope it stands in. */
export class Scope {
  readonly slots = new Slots();
  /** Names that `global` or `nonlocal` gives to an outer scope. */
  readonly outer = new Set<string>();

  constructor(
    readonly kind: 'module' | 'function' | 'class',
    readonly parent: Scope | null,
    readonly frame: Frame,
  ) {}

  /** What a name means here: its own scope, then the functions around it, then the module; class bodies are not seen from inside. */
  lookup(name: string): Value | undefined {
    const own = this.slots.get(name);
    if (own !== undefined) return own;
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.kind === 'class') continue;
      const value = scope.slots.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The slots that an assignment to the name writes. */
  slotsFor(name: string): Slots {
    if (!this.outer.has(name)) return this.slots;
    for (let scope = this.parent; scope; scope = scope.parent)
      if (scope.kind !== 'class' && (scope.slots.get(name) !== undefined || scope.kind === 'module'))
        return scope.slots;
    return this.slots;
  }
}

export const newFrame = (): Frame => ({ returns: [], exits: [] });
