/** From a configuration and the arguments of `set_timesteps` to the schedule. */
import { fromConfig, fromKeywords, knownOf, keptByFromConfig, typed, withDefaults } from './definition/config';
import type { Config, SchedulerDefinition, State, Training } from './definition/define';
import { DiffusersError, type RaisedAt } from './errors';
import { levelsOf, noLevels } from './noise/stepLevels';
import { nearest } from './options/nearest';
import { arange } from './arithmetic/numpy';
import type { Options } from './options/options';
import { Raised } from './arithmetic/python';
import { contentKey, Recent } from './recent';
import { definitionOf, schedulerNames } from './registry';
import type { Attributes, Schedule, ScheduleRequest, TrainingCurve } from './definition/schedule';
import { stepsOf } from './noise/steps';

/**
 * Computes a schedule exactly as diffusers would: arrays have diffusers' dtype (definition/schedule.ts) and a length of
 * n timesteps, n + 1 sigmas, or `num_train_timesteps`.
 * @throws DiffusersError where diffusers raises, with the same exception type; also for a class that is not known
 */
export function computeSchedule(request: ScheduleRequest): Schedule {
  const prepared = prepare(request);
  return raisedAt('set_timesteps', () => describe(prepared));
}

/** A scheduler after its constructor: what follows from the configuration alone. */
interface Constructed {
  readonly definition: SchedulerDefinition;
  /** Every option with its value in force, defaults included. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly config: Config<Options>;
  readonly training: Training;
  readonly before: Attributes;
  readonly curve: TrainingCurve;
}

/** A scheduler after `set_timesteps`. */
export interface Prepared extends Constructed {
  /** The arguments that `set_timesteps` was given. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly state: State;
}

/** Training arrays are long, and one configuration is used with many step counts. */
const constructed = new Recent<Constructed>(32);

/** Constructs a scheduler and calls its `set_timesteps`. @throws DiffusersError as {@link computeSchedule} */
export function prepare(request: ScheduleRequest): Prepared {
  const { refused } = request;
  if (refused) throw new DiffusersError(refused.type, refused.message, 'loading', refused.remedy);
  const key = contentKey([request.className, request.via, request.config]);
  const scheduler = edited(
    constructed.get(key, () => construct(request)),
    request,
  );
  const { definition, config, training } = scheduler;
  return raisedAt('set_timesteps', () => {
    const call = fromKeywords(definition.call, request.call, `${definition.name}.set_timesteps()`);
    const state = definition.infer(config, training, typed(definition.call, withDefaults(definition.call, call)));
    return { ...scheduler, call, state: { ...training.state, ...state } };
  });
}

/** The scheduler with the options that were set after its construction. */
function edited(scheduler: Constructed, { via, config, edits = {} }: ScheduleRequest): Constructed {
  if (Object.keys(edits).length === 0) return scheduler;
  const values = { ...scheduler.values, ...edits };
  const { options } = scheduler.definition;
  return { ...scheduler, values, config: typed(options, values, via === 'init' ? {} : keptByFromConfig(config)) };
}

function construct(request: ScheduleRequest): Constructed {
  const definition = definitionFor(request.className);
  return raisedAt('init', () => {
    const { options, order } = definition;
    const values = withDefaults(options, optionsGiven(definition, request));
    const config = typed(options, values, request.via === 'init' ? {} : keptByFromConfig(request.config));
    const training = definition.train(config);
    return {
      definition,
      values,
      config,
      training,
      before: attributesOf(training.state, order),
      curve: curveOf(training),
    };
  });
}

/** The options that reach the constructor. @throws TypeError for those it does not take, or misses */
function optionsGiven(
  { name, options, ignoresUnknownOptions }: SchedulerDefinition,
  { via, config }: ScheduleRequest,
): Readonly<Record<string, unknown>> {
  const callee = `${name}.__init__()`;
  if (via === 'from_config') return fromConfig(options, config, callee);
  return fromKeywords(options, ignoresUnknownOptions ? knownOf(options, config) : config, callee);
}

function definitionFor(className: string): SchedulerDefinition {
  const definition = definitionOf(className);
  if (definition) return definition;
  throw new DiffusersError(
    'ImportError',
    `${className} is not a scheduler that Sigmascope knows`,
    'init',
    nearest(className, schedulerNames) ?? `It knows ${schedulerNames.join(', ')}.`,
  );
}

/** Runs a stage; a Python exception raised in it becomes a {@link DiffusersError} that says where. */
export function raisedAt<T>(where: RaisedAt, stage: () => T): T {
  try {
    return stage();
  } catch (error) {
    if (error instanceof Raised) throw new DiffusersError(error.type, error.message, where, error.remedy);
    throw error;
  }
}

/** The schedule of a prepared scheduler. @throws Raised where its levels cannot be read */
export function describe({ definition, values, config, call, training, before, curve, state }: Prepared): Schedule {
  const parametrisation = definition.parametrisation(config);
  const { noise } = training;
  const levels =
    parametrisation === 'discrete'
      ? noLevels
      : (definition.levels?.(config, { noise, state }) ?? levelsOf(state, noise));
  const steps = stepsOf(state.timesteps ?? new Int32Array(0), levels, noise.betas, parametrisation);
  return {
    className: definition.name,
    parametrisation,
    config: values,
    call,
    before,
    after: attributesOf(state, definition.order),
    training: curve,
    steps,
    finalSigma: levels.finalSigma,
    initNoiseSigma: { before: training.state.initNoiseSigma ?? null, after: state.initNoiseSigma ?? null },
    order: definition.order ?? 1,
    modelEvaluations: definition.modelEvaluations?.(steps.timesteps) ?? steps.count,
  };
}

function curveOf({ noise, curve = noise }: Training): TrainingCurve {
  return {
    timesteps: curve.timesteps ?? arange(0, curve.sigmas.length, 1),
    sigmas: new Float64Array(curve.sigmas),
    betas: curve.betas,
    alphasCumprod: curve.alphasCumprod,
  };
}

/** The state under diffusers' own names. */
function attributesOf(state: State, order: number | null): Attributes {
  const attributes: Record<string, Attributes[string]> = order === null ? {} : { order };
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined) attributes[diffusersName(name)] = value;
  }
  return attributes;
}

const diffusersNames = new Map<string, string>();

/** `alphasCumprod` is `alphas_cumprod`. */
function diffusersName(name: string): string {
  let known = diffusersNames.get(name);
  if (known === undefined) {
    known = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    diffusersNames.set(name, known);
  }
  return known;
}
