/**
 * Options that the program sets in a configuration after the construction. `set_timesteps` reads attributes
 * (`scheduler.config.x = v`), `from_config` copies items (`scheduler.config["x"] = v`); `register_to_config` sets both.
 * Source: diffusers, configuration_utils.py, `FrozenDict` and `extract_init_dict`.
 */
import type { Base } from './base';
import type { CallReading } from './types/configurationReading';
import type { Sourced } from './resolved';
import type { Reading } from '../json/value';

type Readings = Readonly<Record<string, Reading>>;

/** What `set_timesteps` reads instead of what the constructor was given. */
export interface LateEdits {
  readonly known: Readonly<Record<string, Sourced>>;
  readonly unknown: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

/** The edits that are in force at a call. */
export function lateEdits(call: CallReading | undefined, edits: Readings = {}): LateEdits {
  const readings = Object.entries(call?.edits ?? edits);
  const known = readings.flatMap(([name, { range, ...reading }]): [string, Sourced][] =>
    reading.known ? [[name, { value: reading.value, origin: reading.origin, range }]] : [],
  );
  const unknown = readings.flatMap(([name, reading]): [string, string][] =>
    reading.known ? [] : [[name, reading.reason]],
  );
  const notices = [
    ...known.map(
      ([name, { value }]) =>
        `\`${name}\` is set to ${JSON.stringify(value)} in the configuration after the construction: set_timesteps reads it, what the constructor computed stays.`,
    ),
    ...unknown.map(
      ([name, reason]) =>
        `\`${name}\` is set in the configuration after the construction to what cannot be told from the code (${reason}).`,
    ),
  ];
  return { known: Object.fromEntries(known), unknown: Object.fromEntries(unknown), notices };
}

/**
 * A configuration whose items were set before `from_config` copied it. What the old object only had by default is forgotten
 * even then: `_use_default_values` goes by name.
 */
export function withEdits(base: Base, edits: Readings = {}): Base {
  const entries = new Map(base.entries);
  const unknown = { ...base.unknown };
  const notices = [...base.notices];
  for (const [name, reading] of Object.entries(edits)) {
    if (!entries.has(name)) {
      notices.push(
        `\`${name}\` was set in a configuration that only had it by default; from_config forgets it all the same.`,
      );
    } else if (reading.known) {
      entries.set(name, { value: reading.value, origin: reading.origin, range: reading.range });
    } else {
      entries.delete(name);
      unknown[name] = reading.reason;
    }
  }
  return { ...base, entries, unknown, notices };
}
