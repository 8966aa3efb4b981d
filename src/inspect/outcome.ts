import { computeSchedule } from '../schedulers/compute';
import { DiffusersError } from '../schedulers/errors';
import { familiarNames, noNames, type FamiliarNames } from '../schedulers/names';
import { notUsed, type Option } from '../schedulers/options/option';
import { nearest } from '../schedulers/options/nearest';
import { definitionOf, schedulerNames } from '../schedulers/registry';
import type { ScheduleRequest } from '../schedulers/definition/schedule';
import type { Outcome } from './inspection';

/** The schedule of a request, or why there is none. Never throws. */
export function outcomeOf(request: ScheduleRequest): Outcome {
  const { className, config } = request;
  const definition = definitionOf(className);
  if (!definition) return unknownClass(className);
  try {
    return { ok: true, schedule: computeSchedule(request) };
  } catch (error) {
    if (!(error instanceof DiffusersError)) return unexpected(className, error);
    return refusedByDiffusers(error, choicesInWords(definition.options, config));
  }
}

/** The options that a class takes, for the sake of its kin, and never looks at. */
export function unusedOptionsOf(className: string): string[] {
  const options = definitionOf(className)?.options ?? {};
  return Object.keys(options).filter((name) => options[name].doc === notUsed);
}

/** Names stand for a whole schedule: one that was refused has none, nor one whose timesteps or sigmas are the user's own. */
export function familiarNamesOf(outcome: Outcome): FamiliarNames {
  if (!outcome.ok) return noNames;
  const { className, config, call } = outcome.schedule;
  const isOwn = ['timesteps', 'sigmas'].some((name) => Array.isArray(call[name]));
  return isOwn ? noNames : familiarNames(className, config);
}

function refusedByDiffusers({ type, message, where, remedy }: DiffusersError, choices: string): Outcome {
  return { ok: false, by: 'diffusers', type, message, where, remedy: [remedy, choices].filter(Boolean).join(' ') };
}

/** What the options that hold none of their choices could hold: a near miss is not the only thing that may be meant. */
function choicesInWords(options: Readonly<Record<string, Option>>, config: Readonly<Record<string, unknown>>): string {
  return Object.entries(options)
    .filter(([name, { choices }]) => typeof config[name] === 'string' && choices && !choices.includes(config[name]))
    .map(([name, { choices = [] }]) => `${name} can be ${choices.map((choice) => `"${choice}"`).join(', ')}.`)
    .join(' ');
}

function unknownClass(className: string): Outcome {
  return {
    ok: false,
    by: 'sigmascope',
    type: 'UnknownScheduler',
    message: `Sigmascope has no definition of ${className} yet, so it cannot show its schedule.`,
    where: 'init',
    remedy: `${nearest(className, schedulerNames) ?? 'Your code is not affected.'} \`sigmascope schedulers\` lists the classes that can be shown.`,
  };
}

/** A fault of ours must never take the hover or the panel with it. */
function unexpected(className: string, error: unknown): Outcome {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    ok: false,
    by: 'sigmascope',
    type: 'InternalError',
    message: `Computing the schedule of ${className} failed inside Sigmascope (${message}).`,
    where: 'init',
    remedy: 'Your code is not affected. Please report this configuration to the authors of Sigmascope.',
  };
}
