/**
 * Changes to `scheduler.config` after the construction. diffusers' FrozenDict is meant to forbid them and does not: an
 * attribute (`config.x = v`) is what `set_timesteps` reads, an item (`config["x"] = v`) is what `from_config` copies, and
 * `register_to_config(x=v)` sets both, from the items. Source: diffusers, configuration_utils.py, `FrozenDict`.
 */
import type { Interpreter } from './interpreter';
import type { Span } from '../syntax/syntax';
import { unknown, type Arguments, type SchedulerValue, type Value } from '../values/values';

/** `scheduler.config.name = value`. */
export function editAttribute(i: Interpreter, of: SchedulerValue, name: string, value: Value, at: Span): void {
  i.store.write(of.edits.attributes, name, value);
  i.recorder.edited(of, name, at);
}

/** `scheduler.config["name"] = value`; an unknown name may be any option. */
export function editItem(i: Interpreter, of: SchedulerValue, name: string | null, value: Value, at: Span): void {
  i.store.write(of.edits.items, name ?? '**', name === null ? unknown('a key that is not known') : value);
  if (name !== null) i.recorder.edited(of, name, at);
}

/** `scheduler.register_to_config(name=value)`: the attributes are made anew from the items. */
export function registerToConfig(i: Interpreter, of: SchedulerValue, { named }: Arguments): void {
  const { attributes, items } = of.edits;
  for (const [name, { value, at }] of named) {
    i.store.write(items, name, value);
    if (at) i.recorder.edited(of, name, at);
  }
  for (const [name] of attributes.pairs()) i.store.write(attributes, name, undefined);
  for (const [name, value] of items.pairs()) i.store.write(attributes, name, value);
}
