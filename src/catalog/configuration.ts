import { nothingKnown, noBase, type Base } from './base';
import type { ConfigurationReading, OptionsOf } from './types/configurationReading';
import { withEdits } from './edits';
import { modelBase } from './modelBase';
import type { Models } from './models/models';
import type { Reading } from '../json/value';

/** A scheduler's configuration as diffusers would hold it, and what has to be said about it. */
export interface Configuration extends Base {
  readonly className: string;
}

/** What a program's configurations are resolved from. */
export interface Known {
  readonly readings: readonly ConfigurationReading[];
  readonly optionsOf: OptionsOf;
  readonly models: Models;
}

/** Longer chains than this are a cycle. */
const longestChain = 50;

/** A class to show something for when neither code nor model tells one. */
const usualClass = 'PNDMScheduler';

/**
 * The configuration of a reading, following `from_config` from scheduler to scheduler as diffusers does
 * (configuration_utils.py, `extract_init_dict`): what the old object was given explicitly carries over, also what its
 * class did not use; what it only had by default is forgotten; keywords win, and those the class lacks are dropped.
 */
export function configurationOf(known: Known, index: number, depth = 0): Configuration {
  const reading = known.readings.at(index);
  if (!reading) throw new RangeError(`There is no scheduler number ${index}.`);
  const base = depth < longestChain ? baseOf(known, reading, depth) : nothingKnown(reading.base);
  const className = reading.className ?? base.className ?? usualClass;
  const expected = reading.via === 'constructor' ? undefined : known.optionsOf(className);
  const dropped = Object.keys(reading.options).filter((name) => expected?.includes(name) === false);
  const kept = Object.entries(reading.options).filter(([name]) => !dropped.includes(name));
  const { entries, unknown } = layered(base, [...Object.entries(reading.base?.config ?? {}), ...kept]);
  const notices = [
    ...alternativesNotice(className, reading.otherClasses ?? []),
    ...subclassNotice(className, reading.subclass),
    ...base.notices,
    ...dropped.map((name) => `${className} has no option \`${name}\`: ${reading.via} drops it silently.`),
    ...[...unknown].map(
      ([name, reason]) => `\`${name}\` cannot be told from the code (${reason}); diffusers' default stands in for it.`,
    ),
  ];
  return { ...base, className, entries, unknown: Object.fromEntries(unknown), notices };
}

function alternativesNotice(shown: string, others: readonly string[]): string[] {
  if (others.length === 0) return [];
  return [`The class depends on the way the program takes: ${shown}, which is shown, or ${others.join(' or ')}.`];
}

function subclassNotice(className: string, subclass: ConfigurationReading['subclass']): string[] {
  if (!subclass) return [];
  const { name, overrides } = subclass;
  const own = overrides.map((method) => `\`${method}\``).join(', ');
  const difference = own === '' ? '' : ` ${name} has its own ${own}, so what it makes of it may differ.`;
  return [`${name} is derived from ${className}, whose schedule is shown.${difference}`];
}

/** Readings on top of a configuration; one that is not known takes away what was there. */
function layered(under: Base, readings: readonly (readonly [string, Reading])[]) {
  const entries = new Map(under.entries);
  const unknown = new Map(Object.entries(under.unknown));
  for (const [name, reading] of readings) {
    if (reading.known) {
      entries.set(name, { value: reading.value, origin: reading.origin, range: reading.range });
      unknown.delete(name);
    } else {
      entries.delete(name);
      unknown.set(name, reading.reason);
    }
  }
  return { entries, unknown };
}

function baseOf(known: Known, reading: ConfigurationReading, depth: number): Base {
  if (!reading.base) return noBase;
  const { scheduler, modelId, reason, config, refused } = reading.base;
  if (refused) return { ...noBase, pipelineClass: reading.base.pipelineClass, refused };
  if (config && scheduler === null && modelId === null && reason === null) return noBase;
  if (scheduler !== null && known.readings[scheduler])
    return withEdits(schedulerBase(configurationOf(known, scheduler, depth + 1)), reading.base.edits);
  return withEdits(modelBase(reading.base, known.models), reading.base.edits);
}

/** Another scheduler of the program. */
function schedulerBase(from: Configuration): Base {
  const { label, known, source, file } = from.base ?? { label: null, known: true, source: 'the code' };
  const named = label === null ? from.className : `${from.className} of ${label}`;
  return { ...from, base: { label: named, known, source, ...(file === undefined ? {} : { file }) } };
}
