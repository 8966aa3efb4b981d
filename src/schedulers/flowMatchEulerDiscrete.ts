/**
 * Euler steps along a rectified flow (Liu et al. 2022; Esser et al. 2024, SD3): x_t = (1 − σ)·x0 + σ·ε.
 * Source: diffusers, schedulers/scheduling_flow_match_euler_discrete.py.
 */
import { defineScheduler, type Config } from './define';
import { nearest } from './nearest';
import { linspace } from './numpy';
import { flag, integer, number, numbers, nullable, oneOf, optional, sigmaOptions, stepCount } from './options';
import { at, raise } from './python';
import { chosenGrid, rangeOf, refuseSeveralGrids, type SigmaRange } from './sigmaTransforms';
import { trainingTimesteps } from './spacing';
import { append, flip, map } from './torch';

const timeShifts = ['exponential', 'linear'];

const options = {
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
  stochastic_sampling: flag(false, 'Predict the clean sample and draw fresh noise at every step.'),
};

const call = {
  num_inference_steps: optional(stepCount),
  sigmas: numbers('The sigmas themselves, from 1 down, without the final 0; they are still shifted.'),
  mu: optional(number(0, 'How far to shift, with dynamic shifting: exp(mu) for "exponential", mu for "linear".')),
  timesteps: numbers('The timesteps themselves; they are still shifted.'),
};

type FlowConfig = Config<typeof options>;
type Call = Config<typeof call>;
type Sigmas = Float32Array | Float64Array;

export const flowMatchEulerDiscrete = defineScheduler({
  name: 'FlowMatchEulerDiscreteScheduler',
  doc: 'Euler’s method on a rectified flow (SD3, FLUX and others): straight lines from noise to picture.',
  source: 'schedulers/scheduling_flow_match_euler_discrete.py',
  options,
  call,
  order: 1,
  parametrisation: () => 'flow',

  train(config) {
    refuseSeveralGrids(config);
    refuseUnknownShift(config.time_shift_type);
    const trained = config.num_train_timesteps;
    const even = Float32Array.from(trainingTimesteps(trained), (t) => (t + 1) / trained);
    const sigmas = Float32Array.from(config.use_dynamic_shifting ? even : shifted(even, config.shift));
    return {
      noise: { betas: null, alphasCumprod: null, sigmas: flip(sigmas) },
      state: {
        sigmas,
        timesteps: map(sigmas, (sigma) => sigma * trained),
        sigmaMin: at(sigmas, -1),
        sigmaMax: at(sigmas, 0),
      },
    };
  },

  infer(config, { noise }, call) {
    const numInferenceSteps = countOf(config, call);
    const trained = config.num_train_timesteps;
    const even = startingSigmas(call, numInferenceSteps, trained, rangeOf(flip(noise.sigmas)));
    const moved = config.use_dynamic_shifting
      ? timeShifted(even, config.time_shift_type, call.mu ?? 0)
      : shifted(even, config.shift);
    const stretched = config.shift_terminal ? stretchedTo(moved, config.shift_terminal) : moved;
    const grid = chosenGrid(config);
    const sigmas = Float32Array.from(grid ? grid(rangeOf(stretched), stretched.length) : stretched);
    const directed = config.invert_sigmas ? sigmas.map((sigma) => 1 - sigma) : sigmas;
    return {
      sigmas: append(directed, config.invert_sigmas ? 1 : 0),
      timesteps: map(directed, (sigma) => sigma * trained),
      numInferenceSteps,
    };
  },
});

/** How many steps the arguments ask for. @throws ValueError, TypeError for arguments that do not fit together */
function countOf(config: FlowConfig, { num_inference_steps, sigmas, mu, timesteps }: Call): number {
  if (config.use_dynamic_shifting && mu === null) {
    raise(
      'ValueError',
      'mu must be passed when use_dynamic_shifting is True',
      'Pass mu (pipelines compute it from the picture’s size), or set use_dynamic_shifting=False.',
    );
  }
  if (sigmas && timesteps && sigmas.length !== timesteps.length) {
    raise('ValueError', 'sigmas and timesteps should have the same length', 'Remove one of them.');
  }
  const given = sigmas ?? timesteps;
  if (num_inference_steps !== null && given && given.length !== num_inference_steps) {
    raise(
      'ValueError',
      `num_inference_steps is ${num_inference_steps}, but ${given.length} values are given`,
      'Remove num_inference_steps: the length of the list says how many steps there are.',
    );
  }
  const count = num_inference_steps ?? given?.length;
  if (count === undefined) {
    raise('TypeError', 'num_inference_steps is None', 'Pass num_inference_steps, for example set_timesteps(28).');
  }
  return count;
}

/** The sigmas before any shift: as given (float32), or even over the training range (float64). */
function startingSigmas(call: Call, count: number, trained: number, { most, least }: SigmaRange): Sigmas {
  if (call.sigmas) return Float32Array.from(call.sigmas);
  if (call.timesteps) return Float32Array.from(call.timesteps).map((t) => t / trained);
  return linspace(most * trained, least * trained, count).map((t) => t / trained);
}

/** Arithmetic stays in the precision of the sigmas, rounded after each operation. */
const roundingOf = (sigmas: Sigmas): ((x: number) => number) =>
  sigmas instanceof Float32Array ? Math.fround : (x) => x;

/** Esser et al. 2024 (SD3), (23): shift·σ / (1 + (shift − 1)·σ). */
function shifted(sigmas: Sigmas, shift: number): Sigmas {
  const r = roundingOf(sigmas);
  const factor = r(shift);
  const growth = r(shift - 1);
  return sigmas.map((sigma) => r(factor * sigma) / r(1 + r(growth * sigma)));
}

/** The same shift with a factor that depends on the resolution: e^mu, or mu itself ("linear"). */
function timeShifted(sigmas: Sigmas, type: string, mu: number): Sigmas {
  const r = roundingOf(sigmas);
  const factor = r(type === 'linear' ? mu : exponentialOf(mu));
  return sigmas.map((sigma) => factor / r(factor + r(r(1 / sigma) - 1)));
}

/** `math.exp`. @throws OverflowError */
function exponentialOf(mu: number): number {
  const value = Math.exp(mu);
  if (value === Infinity && mu !== Infinity) {
    raise('OverflowError', `math range error: exp(${mu})`, 'mu is usually between 0.3 and 3.');
  }
  return value;
}

/** Scales 1 − σ so that the last sigma is `terminal` (LTX-Video). @throws IndexError without sigmas */
function stretchedTo(sigmas: Sigmas, terminal: number): Sigmas {
  const r = roundingOf(sigmas);
  const scale = r(r(1 - at(sigmas, -1)) / r(1 - terminal));
  return sigmas.map((sigma) => 1 - r(r(1 - sigma) / scale));
}

/** @throws ValueError */
function refuseUnknownShift(type: string): void {
  if (timeShifts.includes(type)) return;
  raise(
    'ValueError',
    `time_shift_type must be "exponential" or "linear", not "${type}"`,
    nearest(type, timeShifts) ?? 'Use "exponential" or "linear".',
  );
}
