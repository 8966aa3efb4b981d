/**
 * Which training timesteps are visited when sampling takes fewer steps than training.
 * Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed", table 2.
 */
import { nearest } from '../options/nearest';
import { arange, linspace, round, toIntegers } from '../arithmetic/numpy';
import { divide, floorDivide, raise } from '../arithmetic/python';
import { numberOf } from '../arithmetic/size';
import { flip } from '../arithmetic/torch';

export interface SpacingConfig {
  readonly num_train_timesteps: number;
  readonly timestep_spacing: string;
  readonly steps_offset: number;
}

/**
 * `count` timesteps from the noisiest to the cleanest, both ends of the training range included where the spacing
 * allows; float64, those of "linspace" not rounded.
 * @throws ValueError for an unknown `timestep_spacing`, ZeroDivisionError for a count of 0 ("leading", "trailing")
 */
export function spaced(config: SpacingConfig, count: number): Float64Array {
  const total = config.num_train_timesteps;
  switch (config.timestep_spacing) {
    case 'linspace':
      return flip(linspace(0, total - 1, count));
    case 'leading':
      return leading(floorDivide(total, count), count, config.steps_offset);
    case 'trailing':
      return trailing(total, divide(total, count));
    default:
      return refuse(config.timestep_spacing);
  }
}

/**
 * As {@link spaced}, but of `count` + 1 points the cleanest is left out, where sampling ends.
 * @param end one past the noisiest timestep
 */
export function spacedWithoutEnd(config: SpacingConfig, count: number, end: number): Float64Array {
  const points = pointsOf(config, count, end);
  return hasExtraPoint(config) ? points.slice(0, -1) : points;
}

/** From the cleanest timestep up; of `count` + 1 points the noisiest is left out, where inversion ends. */
export function spacedUpwards(config: SpacingConfig, count: number, end: number): Float64Array {
  const points = flip(pointsOf(config, count, end));
  return hasExtraPoint(config) ? points.slice(0, -1) : points;
}

/** "trailing" spacing ends before the range does, so that it needs no point for the end. */
const hasExtraPoint = ({ timestep_spacing }: SpacingConfig): boolean => timestep_spacing !== 'trailing';

function pointsOf(config: SpacingConfig, count: number, end: number): Float64Array {
  switch (config.timestep_spacing) {
    case 'linspace':
      return flip(round(linspace(0, end - 1, count + 1)));
    case 'leading':
      refuseFraction(config.steps_offset);
      return leading(floorDivide(end, count + 1), count + 1, config.steps_offset);
    case 'trailing':
      return trailing(end, divide(config.num_train_timesteps, count));
    default:
      return refuse(config.timestep_spacing);
  }
}

/** As {@link spaced}, rounded to whole timesteps. @throws UFuncTypeError for a fractional `steps_offset` */
export function spacedIntegers(config: SpacingConfig, count: number): Int32Array {
  if (config.timestep_spacing === 'leading') refuseFraction(config.steps_offset);
  return toIntegers(round(spaced(config, count)));
}

/**
 * `set_timesteps` of the classes on whole timesteps: timesteps are int64 of shape [num_inference_steps].
 * @throws ValueError for more steps than training timesteps, and as {@link spacedIntegers}
 */
export function inferSpaced(
  config: SpacingConfig,
  _training: unknown,
  { num_inference_steps }: { readonly num_inference_steps: number },
) {
  refuseMoreThanTrained(config, num_inference_steps);
  return { numInferenceSteps: num_inference_steps, timesteps: spacedIntegers(config, num_inference_steps) };
}

/** `np.arange(0, count)[::-1]`: all training timesteps, noisiest first. */
export function trainingTimesteps(count: number): Int32Array {
  const timesteps = new Int32Array(numberOf(Math.max(0, count)));
  for (let i = 0; i < timesteps.length; i++) timesteps[i] = count - 1 - i;
  return timesteps;
}

/** `np.linspace(0, count − 1, count)[::-1]`: the same in float64. @throws ValueError for a negative count */
export function trainingPositions(count: number): Float64Array {
  return flip(linspace(0, count - 1, count));
}

/** Classes that work on whole timesteps cannot take more steps than there are. @throws ValueError */
export function refuseMoreThanTrained(
  { num_train_timesteps }: Pick<SpacingConfig, 'num_train_timesteps'>,
  count: number,
): void {
  if (count > num_train_timesteps) {
    raise(
      'ValueError',
      `num_inference_steps (${count}) cannot be larger than num_train_timesteps (${num_train_timesteps})`,
      `Use at most ${num_train_timesteps} steps.`,
    );
  }
}

/** numpy does not add fractions to integers. */
function refuseFraction(offset: number): void {
  if (!Number.isInteger(offset)) {
    raise('UFuncTypeError', `steps_offset (${offset}) cannot be added to whole timesteps`, 'Use a whole steps_offset.');
  }
}

/** Multiples of a whole stride from 0 up, then shifted by `offset`. */
function leading(stride: number, count: number, offset: number): Float64Array {
  return flip(arange(0, count, 1)).map((i) => i * stride + offset);
}

/** From the noisiest timestep down by a fractional stride. */
function trailing(end: number, stride: number): Float64Array {
  return round(arange(end, 0, -stride)).map((t) => t - 1);
}

function refuse(spacing: string): never {
  const spacings = ['linspace', 'leading', 'trailing'];
  raise(
    'ValueError',
    `timestep_spacing "${spacing}" is not supported`,
    nearest(spacing, spacings) ?? 'Use "linspace", "leading" or "trailing".',
  );
}
