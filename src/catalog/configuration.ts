import type { ConfigurationReading, OptionsOf } from './configurationReading';
import { namedFamily } from './family';
import { knownModel, typicalModel, type KnownModel } from './knownModels';
import type { ResolvedScheduler, Sourced } from './resolved';
import type { Reading } from './value';

/** A scheduler's configuration as diffusers would hold it, and what has to be said about it. */
export interface Configuration {
  readonly className: string;
  /** What was given explicitly, now or to a scheduler it was made from. Defaults are not in it. */
  readonly entries: ReadonlyMap<string, Sourced>;
  readonly base: ResolvedScheduler['base'];
  /** The model at the root of the chain. */
  readonly modelId: string | null;
  readonly pipelineClass: string | null;
  readonly unknown: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
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
export function configurationOf(
  readings: readonly ConfigurationReading[],
  index: number,
  optionsOf: OptionsOf,
  depth = 0,
): Configuration {
  const reading = readings.at(index);
  if (!reading) throw new RangeError(`There is no scheduler number ${index}.`);
  const base = depth < longestChain ? baseOf(readings, reading, optionsOf, depth) : nothingKnown(reading);
  const className = reading.className ?? base.className ?? usualClass;
  const expected = reading.via === 'constructor' ? undefined : optionsOf(className);
  const dropped = Object.keys(reading.options).filter((name) => expected?.includes(name) === false);
  const kept = Object.entries(reading.options).filter(([name]) => !dropped.includes(name));
  const { entries, unknown } = layered(base.entries, [...Object.entries(reading.base?.config ?? {}), ...kept]);
  const notices = [
    ...alternativesNotice(className, reading.otherClasses ?? []),
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

/** Readings on top of a configuration; one that is not known takes away what was there. */
function layered(under: ReadonlyMap<string, Sourced>, readings: readonly (readonly [string, Reading])[]) {
  const entries = new Map(under);
  const unknown = new Map<string, string>();
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

type Base = Omit<Configuration, 'className'> & { readonly className: string | null };

const noBase: Base = {
  className: null,
  entries: new Map(),
  base: null,
  modelId: null,
  pipelineClass: null,
  unknown: {},
  notices: [],
};

function nothingKnown(reading: ConfigurationReading): Base {
  const label = reading.base?.reason ?? 'something unknown';
  return {
    ...noBase,
    pipelineClass: reading.base?.pipelineClass ?? null,
    base: { label, known: false, source: "diffusers' defaults" },
    notices: [
      `What the configuration starts from cannot be told from the code (${label}); diffusers' defaults stand in for it.`,
    ],
  };
}

function baseOf(
  readings: readonly ConfigurationReading[],
  reading: ConfigurationReading,
  optionsOf: OptionsOf,
  depth: number,
): Base {
  if (!reading.base) return noBase;
  const { scheduler, modelId, pipelineClass, reason } = reading.base;
  if (reading.base.config && scheduler === null && modelId === null && reason === null) return noBase;
  if (scheduler !== null && readings[scheduler])
    return schedulerBase(configurationOf(readings, scheduler, optionsOf, depth + 1));
  const model = modelId === null ? null : knownModel(modelId);
  const assumed = reason === null ? [] : [`The model is not certain: ${reason}.`];
  if (modelId !== null && model) {
    const label = reason === null ? modelId : `${modelId} (${reason})`;
    return modelBase(model, { modelId, pipelineClass, known: reason === null, label, notices: assumed });
  }
  return unknownModel(reading, modelId, pipelineClass);
}

/** Another scheduler of the program. */
function schedulerBase(from: Configuration): Base {
  const label = from.base ? `${from.className} of ${from.base.label}` : from.className;
  return { ...from, base: { label, known: from.base?.known ?? true, source: from.base?.source ?? 'the code' } };
}

interface About {
  readonly modelId: string | null;
  readonly pipelineClass: string | null;
  readonly known: boolean;
  readonly label: string;
  readonly notices: readonly string[];
}

function modelBase(model: KnownModel, { modelId, pipelineClass, known, label, notices }: About): Base {
  const config = pipelineClass?.startsWith('StableDiffusion') ? asStableDiffusionSets(model.config) : model.config;
  const entries = Object.entries(config).map(
    ([name, value]) => [name, { value, origin: 'built-in table', range: null }] as const,
  );
  return {
    className: model.className,
    entries: new Map(entries),
    base: { label, known, source: `the built-in table (${model.source})` },
    modelId,
    pipelineClass,
    unknown: {},
    notices,
  };
}

/** Source: pipeline_stable_diffusion.py, which mends outdated configurations when the pipeline is made. */
function asStableDiffusionSets(config: KnownModel['config']): KnownModel['config'] {
  return {
    ...config,
    ...('steps_offset' in config ? { steps_offset: 1 } : {}),
    ...('clip_sample' in config ? { clip_sample: false } : {}),
  };
}

/** A model that is not in the table: the usual configuration of its family, if the names tell the family. */
function unknownModel(reading: ConfigurationReading, modelId: string | null, pipelineClass: string | null): Base {
  const name = modelId ?? reading.base?.reason ?? 'a model';
  const family = namedFamily(modelId, pipelineClass);
  if (!family)
    return {
      ...nothingKnown(reading),
      modelId,
      base: { label: name, known: false, source: "diffusers' defaults" },
      notices: [unread(name, "diffusers' defaults stand")],
    };
  const model = typicalModel(family);
  const notices = [unread(name, `that of ${model.id} stands`)];
  return modelBase(model, { modelId, pipelineClass, known: false, label: name, notices });
}

const unread = (name: string, standIn: string): string =>
  `The scheduler configuration of the model (${name}) is not known here; ${standIn} in for it.`;
