import { noModels, type Models } from '../catalog/models/models';
import { resolveScheduler } from '../catalog/resolve';
import type { ResolvedScheduler, Sourced } from '../catalog/resolved';
import type { Analysis } from '../code/sites/site';
import { definitionOf } from '../schedulers/registry';
import type { ScheduleRequest } from '../schedulers/definition/schedule';
import type { Inspection } from './inspection';
import { familiarNamesOf, outcomeOf, unusedOptionsOf } from './outcome';

/**
 * Resolves a scheduler of the program and computes its schedule.
 *
 * @param schedulerIndex index into `analysis.schedulers`
 * @param call index into that scheduler's `calls`, or null when none is meant in particular
 * @param models what was found of the program's models, by `findModels`
 * @throws RangeError when there is no such scheduler; everything else ends in the outcome
 */
export function inspectScheduler(
  analysis: Analysis,
  schedulerIndex: number,
  call: number | null,
  models: Models = noModels,
): Inspection {
  const reading = analysis.schedulers.at(schedulerIndex);
  if (!reading) throw new RangeError(`This program has no scheduler number ${schedulerIndex}.`);
  const resolved = resolveScheduler(analysis.schedulers, schedulerIndex, call, optionsOf, models);
  const outcome = outcomeOf(requestOf(resolved));
  const unusedOptions = unusedOptionsOf(resolved.className);
  return { reading, resolved, outcome, unusedOptions, familiarNames: familiarNamesOf(outcome) };
}

/** What a resolved scheduler's schedule is computed from. */
export function requestOf({ className, via, config, edits, call, refused }: ResolvedScheduler): ScheduleRequest {
  return { className, via, config: valuesOf(config), edits: valuesOf(edits), call: valuesOf(call), refused };
}

/** Whether the pipeline, not the code, makes the sigmas, evenly from the number of steps. */
export const hasEvenSigmas = ({ call }: ResolvedScheduler): boolean =>
  new Map(Object.entries(call)).get('sigmas')?.origin === 'diffusers default';

/** The options of a class; undefined for one that diffusers does not have. */
export function optionsOf(className: string): readonly string[] | undefined {
  const definition = definitionOf(className);
  return definition && Object.keys(definition.options);
}

function valuesOf(sourced: Readonly<Record<string, Sourced>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sourced).map(([name, { value }]) => [name, value]));
}
