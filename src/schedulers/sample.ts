/** A sampling run: the denoising loop of a pipeline, with a denoiser instead of the model. */
import { describe, prepare, raisedAt, type Prepared } from './compute';
import { fromKeywords, typed, withDefaults } from './definition/config';
import type { Draw, Sampler } from './definition/sampler';
import type { NumericArray, Schedule, ScheduleRequest } from './definition/schedule';
import { perfectOutput, targetOf, type Level, type Target } from './definition/target';
import { raise } from './arithmetic/python';

/** The expected x0, given x_t = signal·x0 + noise·ε. */
export type Denoiser = (sample: Float32Array, level: Level) => Float32Array | Float64Array;

/** A scheduler made ready to sample. */
export interface Sampling {
  readonly schedule: Schedule;
  readonly sampler: Sampler;
  /** Index of the first step taken; 0 unless {@link startingAt} skips some. */
  readonly from: number;
  /** diffusers' `step_index` at the first step taken. */
  readonly begin: number;
  /** How the denoiser's clean sample becomes a model output. */
  readonly target: Target;
  /** `step` counts its calls instead of asking which step it is at. */
  readonly countsCalls: boolean;
}

/** The latents after a step. */
export interface Sampled {
  readonly index: number;
  readonly timestep: number;
  /** The denoiser's x0 for the latents before the step. */
  readonly clean: Float32Array | Float64Array;
  readonly sample: Float32Array;
}

export interface SamplingRequest extends ScheduleRequest {
  /** Arguments of `step`, by diffusers' names. */
  readonly stepArguments: Readonly<Record<string, unknown>>;
  /** Shape of the latents: pictures, channels, and sides. */
  readonly shape: readonly number[];
}

/**
 * Constructs a scheduler, calls its `set_timesteps` and begins a sampling run.
 * @throws DiffusersError where diffusers raises; NotImplementedError for a class that cannot be stepped by latents alone
 */
export function prepareSampling(request: SamplingRequest): Sampling {
  const prepared = prepare(request);
  const { definition, config, training, state } = prepared;
  const schedule = describe(prepared);
  const sampler = raisedAt('step', () => {
    const declared = definition.stepArguments ?? {};
    const keywords = fromKeywords(declared, request.stepArguments, `${definition.name}.step()`);
    const args = typed(declared, withDefaults(declared, keywords));
    const begun = definition.sampler?.(config, { noise: training.noise, state, shape: request.shape }, args);
    return begun ?? refuse(definition.name);
  });
  const target = targetFor(prepared);
  const looksUp = state.sigmas !== undefined && definition.beginsAtFirst !== true;
  const begin = looksUp ? raisedAt('step', () => beginningOf(schedule.steps.timesteps)) : 0;
  return { schedule, sampler, from: 0, begin, target, countsCalls: definition.countsCalls === true };
}

/** What the model of a scheduler predicts. @throws DiffusersError where diffusers raises */
export function targetOfRequest(request: ScheduleRequest): Target {
  return targetFor(prepare(request));
}

function targetFor({ definition, config }: Prepared): Target {
  const type = config['prediction_type'];
  return (
    definition.target?.(config) ?? targetOf(typeof type === 'string' ? type : null, definition.parametrisation(config))
  );
}

/**
 * The same run without its first steps, as pipelines do with `strength` (and `set_begin_index` where the class has it).
 */
export function startingAt(sampling: Sampling, from: number): Sampling {
  return from === 0 ? sampling : { ...sampling, from, begin: sampling.countsCalls ? 0 : from };
}

/**
 * Takes the steps one by one, so that a caller can look at each or stop.
 * @param start x_T: noise times `initNoiseSigma`, or what the first step taken begins at
 * @throws DiffusersError where `step` of diffusers raises
 */
export function* sample(
  { schedule, sampler, from, begin, target }: Sampling,
  start: Float32Array,
  denoiser: Denoiser,
  draw: Draw,
): Generator<Sampled, void> {
  let latents = start;
  const { timesteps, signal, noise, count } = schedule.steps;
  for (let i = from; i < count; i++) {
    const [index, timestep] = [begin + i - from, timesteps[i]];
    const level = { timestep, signal: signal[i], noise: noise[i] };
    const before = latents;
    const clean = denoiser(before, level);
    const output = perfectOutput(target, level, clean, before);
    latents = raisedAt('step', () => sampler.step({ index, timestep, sample: before, output }, draw));
    yield { index: i, timestep, clean, sample: latents };
  }
}

/**
 * Where `step` finds the first timestep: diffusers takes the second of two equal ones (`index_for_timestep`), and then
 * runs out of sigmas at the end.
 * @throws IndexError for a timestep that is not a number, which is not found
 */
function beginningOf(timesteps: NumericArray): number {
  if (timesteps.length === 0) return 0;
  if (Number.isNaN(timesteps[0])) {
    raise(
      'IndexError',
      'index 0 is out of bounds for dimension 0 with size 0',
      'Use options that give finite timesteps.',
    );
  }
  return Math.max(0, timesteps.indexOf(timesteps[0], 1));
}

function refuse(className: string): never {
  raise(
    'NotImplementedError',
    `${className}.step() needs more than latents and a model's output`,
    'Its schedule can be shown, but not sampled from.',
  );
}
