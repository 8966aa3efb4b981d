/**
 * Schedules of Helios, which denoises a video in stages of growing resolution, each over its own range of one flow.
 * Source: diffusers, schedulers/scheduling_helios.py; scheduling_helios_dmd.py differs only in its last step.
 */
import type { Config, State, Training, TrainingNoise } from '../../definition/define';
import { flowOptions } from './flowMatching';
import { shifted, timeShifted, timeShifts, type Levels } from '../../noise/flowShift';
import { linspace } from '../../arithmetic/numpy';
import {
  flag,
  integer,
  list,
  number,
  numbers,
  oneOf,
  optional,
  required,
  stepCount,
  type Options,
} from '../../options/options';
import { at, divide, raise } from '../../arithmetic/python';
import { append, flip, map } from '../../arithmetic/torch';

export const heliosOptions = (timeShift: 'exponential' | 'linear') => ({
  num_train_timesteps: flowOptions.num_train_timesteps,
  shift: number(1, 'Moves sigmas towards the noise for values above 1.'),
  stages: integer(3, 'How many resolutions a video goes through.'),
  stage_range: list(
    [0, 1 / 3, 2 / 3, 1],
    'Where each stage begins, as a share of the training timesteps; one entry more than stages.',
  ),
  gamma: number(1 / 3, 'How strongly upscaled latents are correlated; decides the noise that starts a stage.'),
  prediction_type: oneOf(
    ['epsilon', 'sample', 'v_prediction', 'flow_prediction'],
    'flow_prediction',
    'What the model predicts.',
  ),
  use_flow_sigmas: flag(true, 'Read sigmas as those of a flow, in 0..1.'),
  use_dynamic_shifting: flag(false, 'Let mu in set_timesteps decide the shift.'),
  time_shift_type: oneOf(timeShifts, timeShift, 'How mu, or shift with a single stage, moves the sigmas.'),
});

export const heliosCall = {
  num_inference_steps: required(stepCount),
  stage_index: optional(integer(0, 'The stage of the schedule, from 0; needed unless there is only one.')),
  sigmas: numbers('Not usable: diffusers refuses a list here.'),
  mu: optional(number(0, 'How far to shift, with dynamic shifting.')),
  is_amplify_first_chunk: flag(false, 'Take twice as many steps, for the first chunk of a distilled model.'),
} satisfies Options;

type HeliosConfig = Config<ReturnType<typeof heliosOptions>>;
type HeliosCall = Config<typeof heliosCall>;

/** The attributes after `set_timesteps`. */
export interface HeliosState extends State {
  readonly sigmas: Levels;
  readonly timesteps: Levels;
}

/** A stage's training timesteps and its sigmas, which are the same for all; float64. */
interface Stage {
  readonly timesteps: Float64Array;
  readonly sigmas: Float64Array;
}

export interface HeliosNoise extends TrainingNoise {
  readonly stages: readonly Stage[];
}

/** The noise that a stage begins and ends with; `continued` is where the stage before it ended. */
interface StageRange {
  readonly start: number;
  readonly end: number;
  readonly continued: number;
}

/** diffusers' upper bounds: the model is not trained on pure noise. */
const noisiestTimestep = 999;
const noisiestSigma = 0.999;

/** What the constructor computes. @throws IndexError, ZeroDivisionError for stages that do not fit */
export function trainHelios(config: HeliosConfig): Training<HeliosNoise> {
  const trained = config.num_train_timesteps;
  const sigmas = globalSigmas(trained, config.shift);
  const timesteps = sigmas.map((sigma) => sigma * trained);
  const ranges = stageRanges(config, sigmas);
  const ratios = stageRatios(ranges);
  const stages = ratios.map((ratio) => stageOf(ratio, timesteps));
  return {
    noise: { betas: null, alphasCumprod: null, sigmas: Float32Array.from(flip(sigmas)), stages },
    state: {
      sigmas,
      timesteps,
      sigmaMin: at(sigmas, -1),
      sigmaMax: at(sigmas, 0),
      gamma: config.gamma,
      ...perStage(
        'timestepRatios',
        ratios.map((ratio) => Float64Array.from(ratio)),
      ),
      ...perStage(
        'timestepsPerStage',
        stages.map((stage) => stage.timesteps),
      ),
      ...perStage(
        'sigmasPerStage',
        stages.map((stage) => stage.sigmas),
      ),
      ...perStage(
        'startSigmas',
        ranges.map(({ start }) => start),
      ),
      ...perStage(
        'endSigmas',
        ranges.map(({ end }) => end),
      ),
      ...perStage(
        'oriStartSigmas',
        ranges.map(({ continued }) => continued),
      ),
    },
  };
}

/** diffusers keeps a dictionary from the stage's index: `sigmas_per_stage[0]` is here the attribute `sigmasPerStage.0`. */
const perStage = <T>(name: string, values: readonly T[]): Record<string, T> =>
  Object.fromEntries(values.map((value, i) => [`${name}.${i}`, value]));

/** Noisiest first; pure noise and no noise are both left out. @throws ZeroDivisionError */
function globalSigmas(trained: number, shift: number): Float64Array {
  const levels = linspace(1, divide(1, trained), trained + 1).map((alpha) => 1 - alpha);
  return flip(shifted(levels, shift)).slice(0, -1);
}

function stageRanges({ stages, stage_range, num_train_timesteps, gamma }: HeliosConfig, sigmas: Float64Array) {
  const indexOf = (i: number) => Math.trunc(at(stage_range, i) * num_train_timesteps);
  return Array.from({ length: Math.max(0, stages) }, (_, i): StageRange => {
    const continued = at(sigmas, Math.max(indexOf(i), 0));
    const last = indexOf(i + 1);
    const end = last < num_train_timesteps ? at(sigmas, last) : 0;
    return { start: i === 0 ? continued : renoised(continued, gamma), end, continued };
  });
}

/** Upscaling leaves correlated noise; to break it up, a stage starts from more noise than the last one ended with. */
function renoised(sigma: number, gamma: number): number {
  const signal = 1 - sigma;
  const spread = 1 + divide(1, gamma);
  if (spread < 0) raise('ValueError', 'math domain error', 'Use a positive gamma.');
  return 1 - divide(1, Math.sqrt(spread) * (1 - signal) + signal) * signal;
}

/** Each stage's share of the training timesteps, by the length of its range. @throws ZeroDivisionError */
function stageRatios(ranges: readonly StageRange[]): (readonly [from: number, to: number])[] {
  const distances = ranges.map(({ start, end }) => start - end);
  const total = distances.reduce((sum, distance) => sum + distance, 0);
  const upTo = (i: number) =>
    divide(
      distances.slice(0, i).reduce((sum, distance) => sum + distance, 0),
      total,
    );
  const justBelowOne = 1 - Number.EPSILON / 2;
  return ranges.map((_, i) => [i === 0 ? 0 : upTo(i), i === ranges.length - 1 ? justBelowOne : upTo(i + 1)]);
}

function stageOf([from, to]: readonly [number, number], timesteps: Float64Array): Stage {
  const count = timesteps.length;
  const most = Math.min(at(timesteps, Math.trunc(from * count)), noisiestTimestep);
  const least = at(timesteps, Math.min(Math.trunc(to * count), count - 1));
  return {
    timesteps: linspace(most, least, count + 1).slice(0, -1),
    sigmas: linspace(noisiestSigma, 0, count + 1).slice(0, -1),
  };
}

/**
 * What `set_timesteps` computes.
 * @param isDistilled takes one grid point more and leaves out the last one that has noise (DMD)
 * @throws KeyError, TypeError, AssertionError for arguments that do not fit the configuration
 */
export function inferHelios(
  config: HeliosConfig,
  { noise }: Training<HeliosNoise>,
  call: HeliosCall,
  isDistilled: boolean,
): HeliosState {
  const steps = call.num_inference_steps;
  const count = isDistilled ? steps * (call.is_amplify_first_chunk ? 2 : 1) + 1 : steps;
  const stage = config.stages === 1 ? null : stageAt(noise.stages, call.stage_index);
  const grid = stage ? stageGrid(stage, count) : singleGrid(config, call, count);
  const kept = isDistilled ? -1 : grid.timesteps.length;
  const sigmas = withZero(grid.sigmas.slice(0, kept));
  const state = { sigmas, timesteps: grid.timesteps.slice(0, kept), numInferenceSteps: count };
  return config.use_dynamic_shifting ? { ...state, ...dynamicallyShifted(config, call.mu, sigmas, stage) } : state;
}

function stageAt(stages: readonly Stage[], index: number | null): Stage {
  const stage = index === null ? undefined : stages.find((_, i) => i === index);
  if (stage) return stage;
  raise('KeyError', `There is no stage ${index ?? 'None'}`, `Pass stage_index from 0 to ${stages.length - 1}.`);
}

function stageGrid({ timesteps, sigmas }: Stage, count: number) {
  return {
    timesteps: linspace(at(timesteps, 0), at(timesteps, -1), count),
    sigmas: linspace(at(sigmas, 0), at(sigmas, -1), count),
  };
}

/** With one stage the grid is that of a plain flow, in float32. */
function singleGrid(config: HeliosConfig, { sigmas }: HeliosCall, count: number) {
  if (sigmas) raise('TypeError', 'expected np.ndarray (got list)', 'Leave sigmas out.');
  const trained = config.num_train_timesteps;
  const even = Float32Array.from(linspace(1, 1 / trained, count + 1).slice(0, -1));
  const moved = config.shift === 1 ? even : staticallyShifted(config, even);
  return { timesteps: map(moved, (sigma) => sigma * trained), sigmas: moved };
}

function staticallyShifted(config: HeliosConfig, sigmas: Float32Array): Float32Array {
  if (config.use_dynamic_shifting) refuseShiftedTwice();
  return timeShifted(sigmas, knownTimeShift(config), config.shift);
}

function dynamicallyShifted(config: HeliosConfig, mu: number | null, sigmas: Levels, stage: Stage | null) {
  if (config.shift !== 1) refuseShiftedTwice();
  if (mu === null) raise('TypeError', 'mu is None', 'Pass mu, or set use_dynamic_shifting=False.');
  const moved = timeShifted(sigmas, knownTimeShift(config), mu);
  const levels = moved.subarray(0, -1);
  if (!stage) return { sigmas: moved, timesteps: levels.map((sigma) => sigma * config.num_train_timesteps) };
  const ends = [at(stage.timesteps, 0), at(stage.timesteps, -1)];
  const least = Math.min(...ends);
  const range = Math.max(...ends) - least;
  return { sigmas: moved, timesteps: levels.map((sigma) => least + sigma * range) };
}

function refuseShiftedTwice(): never {
  raise('AssertionError', 'shift must be 1 with dynamic shifting', 'Set shift=1, or use_dynamic_shifting=False.');
}

/** @throws TypeError, as diffusers' shift then is None */
function knownTimeShift({ time_shift_type }: HeliosConfig): string {
  if (timeShifts.includes(time_shift_type)) return time_shift_type;
  raise('TypeError', `time_shift_type "${time_shift_type}" is not known`, 'Use "exponential" or "linear".');
}

const withZero = (sigmas: Levels): Levels =>
  sigmas instanceof Float32Array ? append(sigmas, 0) : Float64Array.of(...sigmas, 0);
