/** From a configuration and a step count to everything there is to know of the schedule. */
import { fromConfig, fromKeywords, remembered, typed, withDefaults } from './config';
import type { Config, SchedulerDefinition, State, Training } from './define';
import { DiffusersError, type RaisedAt } from './errors';
import { nearest } from './nearest';
import type { Options } from './options';
import { sigmaOf } from './noise';
import { Raised } from './python';
import { definitionOf, schedulerNames } from './registry';
import type { Attributes, Schedule, ScheduleRequest, TrainingCurve } from './schedule';
import { stepsOf } from './steps';

/**
 * Computes a schedule exactly as diffusers would.
 * @throws DiffusersError where diffusers raises, with the same exception type; also for a class that is not known
 */
export function computeSchedule(request: ScheduleRequest): Schedule {
  return describe(prepare(request));
}

/** A scheduler as it stands after `set_timesteps`. */
export interface Prepared {
  readonly definition: SchedulerDefinition;
  /** Every option with its value in force, defaults included. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly config: Config<Options>;
  /** The arguments that `set_timesteps` was given. */
  readonly call: Readonly<Record<string, unknown>>;
  readonly training: Training;
  readonly state: State;
}

/** Constructs a scheduler and calls its `set_timesteps`. @throws DiffusersError as {@link computeSchedule} */
export function prepare(request: ScheduleRequest): Prepared {
  const definition = definitionFor(request.className);
  const keywords = raisedAt('init', () =>
    request.via === 'init'
      ? fromKeywords(definition.options, request.config, `${definition.name}.__init__()`)
      : fromConfig(definition.options, request.config),
  );
  const values = withDefaults(definition.options, keywords);
  const hidden = request.via === 'init' ? {} : remembered(request.config);
  const config = typed(definition.options, values, hidden);
  const training = raisedAt('init', () => definition.train(config));

  const call = raisedAt('set_timesteps', () =>
    fromKeywords(definition.call, request.call, `${definition.name}.set_timesteps()`),
  );
  const state = raisedAt('set_timesteps', () =>
    definition.infer(config, training, typed(definition.call, withDefaults(definition.call, call))),
  );
  return { definition, values, config, call, training, state: { ...training.state, ...state } };
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

/** Everything there is to know of a prepared scheduler. */
export function describe({ definition, values, config, call, training, state: after }: Prepared): Schedule {
  const parametrisation = definition.parametrisation(config);
  const steps = stepsOf(after, training.noise, parametrisation);
  return {
    className: definition.name,
    parametrisation,
    config: values,
    call,
    before: attributesOf(training.state, definition.order),
    after: attributesOf(after, definition.order),
    training: curveOf(training),
    steps,
    finalSigma: finalSigmaOf(after, steps.count),
    initNoiseSigma: { before: training.state.initNoiseSigma ?? null, after: after.initNoiseSigma ?? null },
    order: definition.order,
    modelEvaluations: steps.count,
  };
}

/** Where the last step ends: at a sigma of its own, or at `final_alpha_cumprod`. */
function finalSigmaOf({ sigmas, finalAlphaCumprod }: State, count: number): number {
  if (sigmas && sigmas.length > count) return sigmas[count];
  return typeof finalAlphaCumprod === 'number' ? sigmaOf(finalAlphaCumprod) : 0;
}

function curveOf({ noise, curve = noise }: Training): TrainingCurve {
  return {
    timesteps: Float64Array.from(curve.sigmas, (_, i) => i),
    sigmas: Float64Array.from(curve.sigmas),
    betas: curve.betas,
    alphasCumprod: curve.alphasCumprod,
  };
}

/** The state under diffusers' own names. */
function attributesOf(state: State, order: number): Attributes {
  const attributes: Record<string, Attributes[string]> = { order };
  for (const [name, value] of Object.entries(state)) {
    if (value !== undefined) attributes[snakeCase(name)] = value;
  }
  return attributes;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
