import type { Sourced } from '../../catalog/resolved';
import type { SourceRange } from '../../json/value';
import type { Inspection } from '../../inspect/inspection';
import type { Option } from '../../schedulers/options/option';
import { pythonLiteral } from '../../render/words/python';
import { named } from './named';
import type { OptionRow } from '../protocol';

/**
 * Every option of the class with its value in force and where it came from, in diffusers' order, then what the
 * configuration holds beyond them (which diffusers keeps but does not use).
 */
export function optionRows(inspection: Inspection, options: Readonly<Record<string, Option>>): OptionRow[] {
  const { resolved } = inspection;
  const ofTheClass = Object.entries(options).map(([name, option]) =>
    rowOf(
      inspection,
      name,
      named(resolved.config, name) ?? { value: option.default, origin: 'diffusers default', range: null },
      option.doc,
    ),
  );
  const beyond = Object.entries(resolved.config)
    .filter(([name]) => !Object.hasOwn(options, name))
    .map(([name, sourced]) => rowOf(inspection, name, sourced, `${resolved.className} has no such option.`));
  return [...ofTheClass, ...beyond];
}

/** The arguments of `set_timesteps`. */
export function callRows({ resolved }: Inspection): OptionRow[] {
  return Object.entries(resolved.call).map(([name, { value, origin, range }]) => ({
    name,
    value: pythonLiteral(value),
    origin,
    doc: '',
    unknown: null,
    place: placeOf(range),
  }));
}

function rowOf({ reading, resolved }: Inspection, name: string, sourced: Sourced<unknown>, doc: string): OptionRow {
  const unknown = named(resolved.unknown, name) ?? null;
  const range = sourced.range ?? (unknown === null ? null : (named(reading.options, name)?.range ?? null));
  return { name, value: pythonLiteral(sourced.value), origin: sourced.origin, doc, unknown, place: placeOf(range) };
}

function placeOf(range: SourceRange | null): OptionRow['place'] {
  return range && { line: range.line + 1, cell: range.cell === null ? null : range.cell + 1 };
}
