/**
 * Schedules of rectified flows, x_t = (1 − σ)·x0 + σ·ε (Liu et al. 2022; Esser et al. 2024, SD3).
 * Source: diffusers, schedulers/scheduling_flow_match_euler_discrete.py; others follow it.
 */
import { requireCount } from '../../noise/customTimesteps';
import type { Config, State, Training } from '../../definition/define';
import {
  evenLevels,
  refuseUnknownShift,
  shifted,
  stretchedTo,
  timeShifted,
  timeShifts,
  type Levels,
} from '../../noise/flowShift';
import { linspace } from '../../arithmetic/numpy';
import {
  flag,
  integer,
  number,
  numbers,
  nullable,
  oneOf,
  optional,
  sigmaOptions,
  stepCount,
} from '../../options/options';
import { at, raise } from '../../arithmetic/python';
import { chosenGrid, rangeOf, refuseSeveralGrids, type SigmaRange } from '../../noise/sigmaGrids';
import { append, flip, map } from '../../arithmetic/torch';

export const flowOptions = {
  num_train_timesteps: integer(1000, 'The timestep of pure noise.'),
  shift: number(1, 'Moves sigmas towards the noise for values above 1; unused with dynamic shifting.'),
  use_dynamic_shifting: flag(false, 'Let mu in set_timesteps, from the picture’s resolution, decide the shift.'),
  base_shift: nullable(number(0.5, 'mu of a picture of base_image_seq_len tokens; pipelines read it.')),
  max_shift: nullable(number(1.15, 'mu of a picture of max_image_seq_len tokens; pipelines read it.')),
  base_image_seq_len: integer(256, 'Tokens of the smallest picture; pipelines read it.'),
  max_image_seq_len: integer(4096, 'Tokens of the largest picture; pipelines read it.'),
  invert_sigmas: flag(false, 'Count sigmas from the data to the noise (Mochi).'),
  shift_terminal: optional(number(0, 'Stretch the sigmas so that the last one before the end is this.')),
  ...sigmaOptions,
  time_shift_type: oneOf(timeShifts, 'exponential', 'How mu shifts the sigmas.'),
};

export const flowCall = {
  num_inference_steps: optional(stepCount),
  sigmas: numbers('The sigmas themselves, from 1 down, without the final 0; they are still shifted.'),
  mu: optional(number(0, 'How far to shift, with dynamic shifting: exp(mu) for "exponential", mu for "linear".')),
  timesteps: numbers('The timesteps themselves; they are still shifted.'),
};

export type FlowConfig = Config<typeof flowOptions>;
type FlowCall = Config<typeof flowCall>;

/** The attributes after `set_timesteps`: n timesteps and n + 1 sigmas, float32. */
export interface FlowState extends State {
  readonly sigmas: Float32Array;
  readonly timesteps: Float32Array;
}

/** What the constructor computes. @throws ValueError, TypeError for options that exclude each other or are not known */
export function trainFlow(config: FlowConfig): Training {
  refuseSeveralGrids(config);
  refuseUnknownShift(config.time_shift_type);
  return shiftedTraining(config.num_train_timesteps, config.use_dynamic_shifting ? null : config.shift);
}

/** Evenly spaced levels, shifted unless `shift` is null, and their timesteps. @throws IndexError for no timesteps */
export function shiftedTraining(count: number, shift: number | null): Training {
  const even = evenLevels(count);
  const sigmas = flip(shift === null ? even : shifted(even, shift));
  return {
    noise: { betas: null, alphasCumprod: null, sigmas: flip(sigmas) },
    state: {
      sigmas,
      timesteps: map(sigmas, (sigma) => sigma * count),
      sigmaMin: at(sigmas, -1),
      sigmaMax: at(sigmas, 0),
    },
  };
}

/** What `set_timesteps` computes. @throws ValueError, TypeError for arguments that do not fit together */
export function inferFlow(config: FlowConfig, { noise }: Training, call: FlowCall): FlowState {
  const numInferenceSteps = countOf(config, call);
  const trained = config.num_train_timesteps;
  const even = startingSigmas(call, numInferenceSteps, trained, rangeOf(flip(noise.sigmas)));
  const moved = config.use_dynamic_shifting
    ? timeShifted(even, config.time_shift_type, call.mu ?? 0)
    : shifted(even, config.shift);
  const stretched = config.shift_terminal ? stretchedTo(moved, config.shift_terminal) : moved;
  const grid = chosenGrid(config);
  const sigmas = Float32Array.from(grid ? grid(rangeOf(stretched, config), stretched.length) : stretched);
  const directed = config.invert_sigmas ? sigmas.map((sigma) => 1 - sigma) : sigmas;
  return {
    sigmas: append(directed, config.invert_sigmas ? 1 : 0),
    timesteps: map(directed, (sigma) => sigma * trained),
    numInferenceSteps,
  };
}

/** `count` levels evenly over the training range, in float64. */
export function evenOver({ most, least }: SigmaRange, trained: number, count: number): Float64Array {
  return linspace(most * trained, least * trained, count).map((t) => t / trained);
}

/** How many steps the arguments ask for. */
function countOf(config: FlowConfig, { num_inference_steps, sigmas, mu, timesteps }: FlowCall): number {
  if (config.use_dynamic_shifting && mu === null) {
    raise(
      'ValueError',
      'mu must be passed when use_dynamic_shifting is True',
      'Pass mu (pipelines compute it from the picture’s size), or set use_dynamic_shifting=False.',
    );
  }
  const count = countOfGiven(num_inference_steps, sigmas, timesteps);
  return requireCount(count, 28);
}

/** The number of steps, which the lists must agree on; null if nothing is given. @throws ValueError */
export function countOfGiven(
  count: number | null,
  sigmas: readonly number[] | null,
  timesteps: readonly number[] | null,
): number | null {
  if (sigmas && timesteps && sigmas.length !== timesteps.length) {
    raise('ValueError', 'sigmas and timesteps should have the same length', 'Remove one of them.');
  }
  const given = sigmas ?? timesteps;
  if (count !== null && given && given.length !== count) {
    raise(
      'ValueError',
      `num_inference_steps is ${count}, but ${given.length} values are given`,
      'Remove num_inference_steps: the length of the list says how many steps there are.',
    );
  }
  return count ?? given?.length ?? null;
}

/** The sigmas before any shift: as given (float32), or even over the training range (float64). */
function startingSigmas(call: FlowCall, count: number, trained: number, range: SigmaRange): Levels {
  if (call.sigmas) return Float32Array.from(call.sigmas);
  if (call.timesteps) return Float32Array.from(call.timesteps).map((t) => t / trained);
  return evenOver(range, trained, count);
}
