import type { Schedule } from '../../schedulers/definition/schedule';

/** Whether there are noise levels to show: discrete tokens are masked or replaced, not noised. */
export function hasNoiseLevels({ parametrisation }: Schedule): boolean {
  return parametrisation !== 'discrete';
}

/** Whether sampling is walked backwards, from a picture to noise: the timesteps rise, and the noise with them. */
export function isInversion({ before, steps, finalSigma }: Schedule): boolean {
  const walked = before['timesteps'];
  if (typeof walked !== 'object' || walked.length < 2) return false;
  return walked[walked.length - 1] > walked[0] && finalSigma >= (steps.sigmas.at(0) ?? Infinity);
}
