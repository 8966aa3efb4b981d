/** What a sweep can vary: a name, where it goes in a run, and the value it has there now. */
import type { SchedulerDefinition } from '../../schedulers/definition/define';
import { nearest } from '../../schedulers/options/nearest';
import type { Option } from '../../schedulers/options/option';
import { linspace } from '../../schedulers/arithmetic/numpy';
import { definitionOf, schedulerNames } from '../../schedulers/registry';
import { computeSchedule } from '../../schedulers/compute';
import type { RunRequest } from '../sampling/samplingRun';

export type SweptValue = number | string | boolean;

/** A sweep that cannot begin; the message names cause and remedy. */
export class SweepError extends Error {
  override readonly name = 'SweepError';
}

/** Something to vary. */
export interface SweptOption {
  readonly name: string;
  /** How its values are to be read; null where any number or word may stand. */
  readonly type: Option['type'];
  readonly choices: readonly string[] | null;
  /** The value in force, which a sweep marks; null where there is none, such as an option that is `None`. */
  current(run: RunRequest): SweptValue | null;
  with(run: RunRequest, value: SweptValue): RunRequest;
}

/** What is varied beside the options and arguments of the class. */
const ofTheRun: readonly SweptOption[] = [
  {
    name: 'init_noise_sigma',
    type: 'number',
    choices: null,
    current: (run) => computeSchedule(run).initNoiseSigma.after ?? 1,
    with: (run, value) => ({ ...run, initNoiseSigma: Number(value) }),
  },
  {
    name: 'seed',
    type: 'integer',
    choices: null,
    current: ({ seed }) => seed,
    with: (run, value) => ({ ...run, seed: Number(value) }),
  },
  {
    name: 'strength',
    type: 'number',
    choices: null,
    current: ({ strength }) => strength,
    with: (run, value) => ({ ...run, strength: Number(value) }),
  },
  {
    name: 'class',
    type: 'choice',
    choices: schedulerNames,
    current: ({ className }) => className,
    with: (run, value) => asClass(run, String(value)),
  },
];

/** Shorter names that people type. */
const aliases: Readonly<Record<string, string>> = { steps: 'num_inference_steps', class_name: 'class' };

/**
 * The option, argument of `set_timesteps` or of `step` that goes by this name; or init_noise_sigma, seed, strength, class.
 * @throws SweepError when the class has none
 */
export function sweptOption(className: string, name: string): SweptOption {
  const found = sweepable(className).find((option) => option.name === (aliases[name] ?? name));
  if (found) return found;
  const names = sweepable(className).map((option) => option.name);
  const advice = nearest(name, names) ?? `It can sweep ${names.join(', ')}.`;
  throw new SweepError(`${className} has nothing called "${name}" to sweep. ${advice}`);
}

/** Everything of a class that one value can be given for. */
export function sweepable(className: string): readonly SweptOption[] {
  const definition = definitionOf(className);
  return definition ? [...ofTheRun, ...ofTheClass(definition)] : ofTheRun;
}

function ofTheClass({ call, options, stepArguments = {} }: SchedulerDefinition): SweptOption[] {
  return [
    ...varied(call, 'call', withCall),
    ...varied(options, 'config', withConfig),
    ...varied(stepArguments, 'stepArguments', (run, name, value) => ({
      ...run,
      stepArguments: { ...run.stepArguments, [name]: value },
    })),
  ];
}

/** What is counted, though some classes would take a fraction of it. */
const counts: ReadonlySet<string> = new Set(['num_inference_steps', 'num_train_timesteps']);

type Place = 'call' | 'config' | 'stepArguments';
type Change = (run: RunRequest, name: string, value: SweptValue) => RunRequest;

function varied(declared: Readonly<Record<string, Option>>, place: Place, change: Change): SweptOption[] {
  return Object.entries(declared).flatMap(([name, option]) => {
    if (option.type === 'numbers') return [];
    return {
      name,
      type: counts.has(name) ? 'integer' : option.type,
      choices: option.choices ?? null,
      current: (run: RunRequest) => plain(run[place][name] ?? option.default),
      with: (run: RunRequest, value: SweptValue) => change(run, name, value),
    };
  });
}

const plain = (value: unknown): SweptValue | null =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;

/** Timesteps and sigmas of one's own leave no room for a number of steps; those of a pipeline follow it. */
const withCall: Change = (run, name, value) => {
  const { timesteps, sigmas, ...rest } = run.call;
  const counted = run.evenSigmas === true ? { ...rest, sigmas: evenSigmas(Number(value)) } : rest;
  const call = name === 'num_inference_steps' ? counted : { ...rest, timesteps, sigmas };
  return { ...run, call: given({ ...call, [name]: value }) };
};

/** More steps than this no schedule has. */
const mostSteps = 100_000;

/** Nothing where the number of steps is none: diffusers says what is wrong with it. */
const evenSigmas = (count: number): number[] | undefined =>
  count >= 1 && count <= mostSteps ? Array.from(linspace(1, 1 / count, count)) : undefined;

const given = (keywords: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));

/** The model stays the one it was trained to be, whatever the scheduler is told of it. */
const withConfig: Change = (run, name, value) => {
  const config = { ...run.config, [name]: value };
  if (name !== 'prediction_type') return { ...run, config };
  const told = run.config[name] ?? definitionOf(run.className)?.options[name].default;
  return { ...run, config, trainedPrediction: typeof told === 'string' ? told : null };
};

/** Another class from the same configuration, as `from_config` makes it: what it does not know is left out. */
function asClass(run: RunRequest, className: string): RunRequest {
  const definition = definitionOf(className);
  const known = (keywords: Readonly<Record<string, unknown>>, of: object) =>
    Object.fromEntries(Object.entries(keywords).filter(([name]) => Object.hasOwn(of, name)));
  return {
    ...run,
    className,
    via: 'from_config',
    call: known(run.call, definition?.call ?? {}),
    stepArguments: known(run.stepArguments, definition?.stepArguments ?? {}),
  };
}
