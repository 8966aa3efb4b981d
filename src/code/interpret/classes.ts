import { callFunction } from './functions';
import type { Interpreter } from './interpreter';
import {
  imported,
  unknown,
  type ClassValue,
  type InstanceValue,
  type Value,
  type Arguments,
  Slots,
} from '../values/values';

/** Base classes of base classes are followed this far. */
const deepest = 16;

/** `Name(...)` of a class of this file: its `__init__` is run. Without one, keywords are attributes, as in a dataclass. */
export function instantiate(i: Interpreter, of: ClassValue, args: Arguments): Value {
  const instance: InstanceValue = { kind: 'instance', of, attributes: new Slots() };
  i.instantiated(instance);
  const constructor = member(instance, '__init__');
  if (constructor?.kind === 'function') callFunction(i, constructor, args);
  else for (const [name, { value }] of args.named) i.store.write(instance.attributes, name, value);
  return instance;
}

/** An attribute of an object or class, with methods bound to the object. */
export function member(object: InstanceValue | ClassValue, name: string): Value | undefined {
  if (object.kind === 'class') {
    const value = classMember(object, name, 0);
    return value?.kind === 'function' && value.decorated === 'class' ? { ...value, self: object } : value;
  }
  const own = object.attributes.get(name);
  if (own) return own;
  const value = classMember(object.of, name, 0);
  return value?.kind === 'function' ? { ...value, self: value.decorated === 'class' ? object.of : object } : value;
}

function classMember(of: ClassValue, name: string, depth: number): Value | undefined {
  const own = of.attributes.get(name);
  if (own || depth > deepest) return own;
  for (const base of of.bases) {
    const value = base.kind === 'class' ? classMember(base, name, depth + 1) : undefined;
    if (value) return value;
  }
  return undefined;
}

/** `type(scheduler)`. */
export function classOf(object: Value): Value {
  if (object.kind === 'scheduler') {
    const name = object.className;
    return name === null ? unknown("the class of the model's own scheduler") : imported(`diffusers.${name}`);
  }
  return object.kind === 'instance' ? object.of : unknown('the type of an unknown value');
}
