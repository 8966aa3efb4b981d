/**
 * Timesteps of models distilled to few steps (Luo et al. 2023, "Latent Consistency Models"): a few of those that the
 * student was trained on. Source: diffusers, schedulers/scheduling_lcm.py (`set_timesteps`); scheduling_tcd.py follows it.
 */
import { refuseCountAndTimesteps, refuseUnordered, requireCountOrTimesteps } from '../../noise/customTimesteps';
import type { Config } from '../../definition/define';
import { toIntegers } from '../../arithmetic/numpy';
import { notUsed } from '../../options/option';
import {
  clippingOptions,
  customTimesteps,
  flag,
  number,
  optional,
  predictionType,
  rescaleBetas,
  setAlphaToOne,
  spacingOptions,
  stepCount,
  thresholdingOptions,
  stableDiffusionBetas,
} from '../../options/options';
import { finalAlphaOf, noiseOf } from '../../noise/betaNoise';
import { floorDivide, raise, truncated } from '../../arithmetic/python';
import { numberOf, requireInteger } from '../../arithmetic/size';
import { refuseMoreThanTrained, trainingTimesteps } from '../../noise/spacing';

export const distilledOptions = {
  ...stableDiffusionBetas,
  original_inference_steps: number(50, 'How many timesteps the student was trained on; sampling visits a few of them.'),
  ...clippingOptions,
  clip_sample: flag(false, clippingOptions.clip_sample.doc),
  set_alpha_to_one: setAlphaToOne(true),
  prediction_type: predictionType,
  ...thresholdingOptions,
  ...spacingOptions('leading'),
  timestep_spacing: { ...spacingOptions('leading').timestep_spacing, doc: notUsed },
  steps_offset: { ...spacingOptions('leading').steps_offset, doc: notUsed },
  timestep_scaling: number(10, 'How fast the boundary condition fades with the timestep.'),
  rescale_betas_zero_snr: rescaleBetas,
};

export const distilledCall = {
  num_inference_steps: optional(stepCount),
  original_inference_steps: optional(number(0, 'Overrides original_inference_steps of the configuration.')),
  timesteps: customTimesteps,
  strength: number(1, 'Share of those timesteps to use, for image-to-image.'),
};

type DistilledConfig = Config<typeof distilledOptions>;
type DistilledCall = Config<typeof distilledCall>;

/** What the constructor computes. */
export function trainDistilled(config: DistilledConfig) {
  const noise = noiseOf(config);
  return {
    noise,
    state: {
      betas: noise.betas,
      alphasCumprod: noise.alphasCumprod,
      finalAlphaCumprod: finalAlphaOf(config, noise),
      initNoiseSigma: 1,
      timesteps: trainingTimesteps(config.num_train_timesteps),
    },
  };
}

/** The timesteps a student was trained on, ascending; float64. */
export type StudentTimesteps = (config: DistilledConfig, call: DistilledCall) => Float64Array;

/** Every k-th timestep. @throws ValueError for more of them than were trained */
export const evenStudentTimesteps: StudentTimesteps = (config, { original_inference_steps, strength }) => {
  const original = original_inference_steps ?? config.original_inference_steps;
  if (original > config.num_train_timesteps) {
    raise(
      'ValueError',
      `original_inference_steps (${original}) cannot be larger than num_train_timesteps (${config.num_train_timesteps})`,
      `Use at most ${config.num_train_timesteps}.`,
    );
  }
  const stride = floorDivide(config.num_train_timesteps, original);
  return upTo(truncated(original * strength)).map((i) => (i + 1) * stride - 1);
};

/** `range(count)`. */
export const upTo = (count: number): Float64Array => new Float64Array(numberOf(Math.max(0, count))).map((_, i) => i);

/**
 * The timesteps given, or `num_inference_steps` of the student's, evenly spread.
 * @throws ValueError for arguments that do not fit together
 */
export function distilledTimesteps(config: DistilledConfig, call: DistilledCall, student: StudentTimesteps) {
  requireCountOrTimesteps(call, 4);
  refuseCountAndTimesteps(call);
  const among = student(config, call);
  return call.timesteps === null ? spread(config, call, among) : lastOf(call.timesteps, config, call.strength);
}

function spread(config: DistilledConfig, call: DistilledCall, student: Float64Array) {
  const count = call.num_inference_steps ?? 0;
  refuseMoreThanTrained(config, count);
  refuseMoreThanStudent(count, student.length, call.original_inference_steps ?? config.original_inference_steps);
  requireInteger(count);
  const descending = student.reverse();
  const stride = descending.length / count;
  return {
    numInferenceSteps: count,
    timesteps: Int32Array.from({ length: count }, (_, i) => descending[Math.floor(i * stride)]),
  };
}

/** The share of the given timesteps that `strength` leaves. */
function lastOf(given: readonly number[], config: DistilledConfig, strength: number) {
  refuseUnordered(given, config.num_train_timesteps);
  const kept = Math.min(truncated(given.length * strength), given.length);
  return {
    numInferenceSteps: given.length,
    timesteps: toIntegers(given.slice(Math.max(given.length - kept, 0))),
  };
}

/** @throws ValueError */
function refuseMoreThanStudent(count: number, student: number, original: number): void {
  const remedy = `Use at most ${Math.min(student, original)} steps, or raise original_inference_steps or strength.`;
  if (floorDivide(student, count) < 1) {
    raise('ValueError', `num_inference_steps (${count}) is more than the ${student} timesteps to choose from`, remedy);
  }
  if (count > original) {
    raise('ValueError', `num_inference_steps (${count}) is more than original_inference_steps (${original})`, remedy);
  }
}
