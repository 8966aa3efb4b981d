import { Slots, type Frame, type Scope, type Value } from './values';

export const newFrame = (parameters: readonly string[] = []): Frame => ({
  returns: [],
  exits: [],
  parameters: new Set(parameters),
});

export const newScope = (kind: Scope['kind'], parent: Scope | null, frame: Frame): Scope => ({
  kind,
  slots: new Slots(),
  parent,
  frame,
  outer: new Set(),
});

/** The value of a name in a scope: its own scope, then the functions around it, then the module; class bodies are not seen from inside. */
export function find(name: string, scope: Scope): Value | undefined {
  const own = scope.slots.get(name);
  if (own !== undefined) return own;
  for (let around = scope.parent; around; around = around.parent) {
    const value = around.kind === 'class' ? undefined : around.slots.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The slots that an assignment to the name writes. */
export function slotsFor(name: string, scope: Scope): Slots {
  if (!scope.outer.has(name)) return scope.slots;
  for (let around = scope.parent; around; around = around.parent) {
    if (around.kind === 'class') continue;
    if (around.kind === 'module' || around.slots.get(name) !== undefined) return around.slots;
  }
  return scope.slots;
}
