import { pythonText } from '../../code/rewrite/pythonText';
import { hasNoiseLevels } from '../../render/words/noiseLevels';
import { sigmasAsPython, timestepsAsPython } from '../../render/words/python';
import type { Outcome } from '../../inspect/inspection';
import type { ScheduleRequest } from '../../schedulers/definition/schedule';
import type { PythonKind, WiredChanges } from '../protocol';
import { unwired, unwiredKeywords, wired } from '../protocol/wire';
import { definitionOf } from '../../schedulers/registry';

/** A text to paste, or why there is none. */
export type PythonCopy = { readonly text: string } | { readonly refused: string };

/**
 * A schedule as Python.
 *
 * @param request what it is computed from, changes included
 * @param outcome the schedule, or why there is none
 */
export function asPython(
  what: PythonKind,
  request: ScheduleRequest,
  changes: WiredChanges,
  outcome: Outcome,
): PythonCopy {
  switch (what) {
    case 'constructor':
      return { text: call(request.className, [], request.config) };
    case 'from_config':
      return { text: call(`${request.className}.from_config`, ['pipe.scheduler.config'], overrides(request, changes)) };
    case 'sigmas':
    case 'timesteps':
      return listOf(what, outcome);
  }
}

function listOf(what: 'sigmas' | 'timesteps', outcome: Outcome): PythonCopy {
  if (!outcome.ok) return { refused: `There are no ${what}: ${outcome.message} ${outcome.remedy}` };
  const { schedule } = outcome;
  if (what === 'timesteps') return { text: timestepsAsPython(schedule) };
  if (!hasNoiseLevels(schedule)) return { refused: 'Discrete tokens have no sigmas. Copy the timesteps instead.' };
  return { text: sigmasAsPython(schedule) };
}

/** What the scheduler that is copied from may not say: the changes, or without any all that is set. */
function overrides(
  { className, config }: ScheduleRequest,
  { config: { set, unset } }: WiredChanges,
): Readonly<Record<string, unknown>> {
  if (Object.keys(set).length === 0 && unset.length === 0) return config;
  const options = definitionOf(className)?.options ?? {};
  const defaults = unset
    .filter((name) => Object.hasOwn(options, name))
    .map((name): [string, unknown] => [name, options[name].default]);
  return { ...Object.fromEntries(defaults), ...unwiredKeywords(set) };
}

/** As long as a line may be. */
const width = 100;

function call(callee: string, positional: readonly string[], keywords: Readonly<Record<string, unknown>>): string {
  const written = Object.entries(keywords).map(([name, value]) => `${name}=${pythonText(unwired(wired(value)))}`);
  const all = [...positional, ...written];
  const line = `${callee}(${all.join(', ')})`;
  return line.length <= width ? line : `${callee}(\n${all.map((argument) => `    ${argument},\n`).join('')})`;
}
