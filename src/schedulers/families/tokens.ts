/** What the schedulers for discrete tokens share: their steps are numbered instead of having a noise level. */
import { raise } from '../arithmetic/python';
import { noTrainingNoise } from '../noise/stepLevels';
import { numberOf, requireInteger } from '../arithmetic/size';

/** `torch.arange(count)`. @throws RuntimeError for a negative count */
export function countUp(count: number): Int32Array {
  if (count < 0) {
    raise('RuntimeError', 'upper bound and lower bound inconsistent with step sign', 'Use a positive number of steps.');
  }
  return new Int32Array(numberOf(Math.ceil(count))).map((_, i) => i);
}

/** The same from the last to the first. */
export function countDown(count: number): Int32Array {
  return countUp(count).reverse();
}

/** Constructor and `set_timesteps` of the classes that number their steps upwards. */
export const countedSteps = {
  train({ num_inference_steps }: { readonly num_inference_steps: number }) {
    const timesteps = countUp(num_inference_steps);
    return { noise: noTrainingNoise, state: { numInferenceSteps: num_inference_steps, timesteps } };
  },

  infer(_config: unknown, _training: unknown, { num_inference_steps }: { readonly num_inference_steps: number }) {
    refuseNoSteps('num_inference_steps', num_inference_steps);
    return { numInferenceSteps: num_inference_steps, timesteps: countUp(num_inference_steps) };
  },
};

/** @throws ValueError for less than one step, TypeError for a fraction */
export function refuseNoSteps(option: string, count: number): void {
  if (count <= 0) raise('ValueError', `${option} must be above 0, not ${count}.`, `Use a ${option} of at least 1.`);
  requireInteger(count);
}
