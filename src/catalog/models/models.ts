/**
 * The models that a program names, looked for on this disk before anything is resolved: resolving stays synchronous.
 *
 * Nothing is executed and nothing is downloaded. What is read are files of at most 1 MB that are called
 * scheduler_config.json or model_index.json, or a configuration that the code names itself; only plain values of an object
 * of options leave this file. So it is safe in a workspace that is not trusted, whatever paths its code names; network
 * shares are never opened, as asking for one already tells its server who asks.
 */
import type { ConfigurationReading } from '../types/configurationReading';
import type { ModelFinding, Surroundings } from './modelFinding';
import { findScheduler } from './modelScheduler';
import { searchOf, type ModelSearch } from './modelSearch';

type Base = NonNullable<ConfigurationReading['base']>;

/** What was found for the models of a program. */
export interface Models {
  of(base: Base): ModelFinding | null;
  /** Differs as soon as anything else is found. */
  readonly fingerprint: string;
}

/** Nothing was looked for. */
export const noModels: Models = { of: () => null, fingerprint: '' };

/** A program that names more models than this is a list of models. */
const mostModels = 64;

/** Looks for every model that the schedulers start from. Never rejects; a disk that does not answer has no models. */
export async function findModels(
  readings: readonly Pick<ConfigurationReading, 'base'>[],
  surroundings: Surroundings,
): Promise<Models> {
  const searches = new Map<string, ModelSearch>();
  for (const { base } of readings) {
    const search = base && searchOf(base);
    if (search && searches.size < mostModels) searches.set(JSON.stringify(search), search);
  }
  const findings = new Map<string, ModelFinding>();
  for (const [key, search] of searches) findings.set(key, await findScheduler(search, surroundings));
  const of = (base: Base): ModelFinding | null => {
    const search = searchOf(base);
    return (search && findings.get(JSON.stringify(search))) ?? null;
  };
  return { of, fingerprint: JSON.stringify([...findings]) };
}
