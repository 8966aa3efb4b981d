import { callOf } from './call';
import { configurationOf } from './configuration';
import type { ConfigurationReading, OptionsOf } from './types/configurationReading';
import { lateEdits } from './edits';
import { familyOfClass, namedFamily } from './known/family';
import { noModels, type Models } from './models/models';
import { otherFilesNotices } from './otherFiles';
import type { ResolvedScheduler } from './resolved';

/**
 * Fills in everything that is known about a scheduler of the program: the configuration it starts from, the arguments of
 * its `set_timesteps`, the family of latents, and sentences about what had to be assumed.
 *
 * @param readings all schedulers of the program, as `from_config` may lead from one to another
 * @param index which of them
 * @param call index into its `calls`, or null when none is meant in particular: then the first one
 * @param optionsOf the options of each class, for telling which keywords are dropped
 * @param models what was found on this disk of the models that the readings start from
 * @throws RangeError when there is no such scheduler
 */
export function resolveScheduler(
  readings: readonly ConfigurationReading[],
  index: number,
  call: number | null,
  optionsOf: OptionsOf = () => undefined,
  models: Models = noModels,
): ResolvedScheduler {
  const configuration = configurationOf({ readings, optionsOf, models }, index);
  const { className, entries, base, modelId, pipelineClass, unknown } = configuration;
  const calls = readings.at(index)?.calls ?? [];
  const pipeline = (calls.at(call ?? 0) ?? calls.at(0))?.pipeline;
  const family =
    namedFamily(modelId, pipeline?.modelId, pipelineClass, pipeline?.className) ??
    familyOfClass(className, entries.get('use_dynamic_shifting')?.value === true);
  const edits = lateEdits(calls.at(call ?? 0) ?? calls.at(0), readings.at(index)?.edits);
  const reading = readings.at(index);
  const elsewhere = reading ? otherFilesNotices(reading, (calls.at(call ?? 0) ?? calls.at(0))?.args ?? {}) : [];
  const steps = callOf(calls, call, {
    className,
    entries,
    pipelineClass: pipeline?.className ?? pipelineClass,
    family,
  });
  return {
    className,
    via: readings.at(index)?.via === 'constructor' ? 'init' : 'from_config',
    config: Object.fromEntries(entries),
    edits: edits.known,
    call: Object.fromEntries(steps.args),
    otherStepCounts: steps.otherCounts,
    unknown: { ...unknown, ...edits.unknown, ...Object.fromEntries(steps.unknown) },
    base,
    model: configuration.model,
    family,
    ...(configuration.refused ? { refused: configuration.refused } : {}),
    notices: configuration.refused
      ? configuration.notices
      : [...elsewhere, ...configuration.notices, ...edits.notices, ...steps.notices],
  };
}
