/** What the two DPM-Solver++ classes on EDM's noise levels share. They differ in their timesteps. */
import { requireCount } from '../../noise/customTimesteps';
import { edmAttributes, edmNoise, edmSigmas } from './preconditioning';
import { endingAt } from '../../noise/betaNoise';
import { optional, stepCount } from '../../options/options';
import { append, linspace } from '../../arithmetic/torch';

/** The timesteps of sigmas, float32. */
type TimestepsOf = (sigmas: Float32Array) => Float32Array;

type GridConfig = Parameters<typeof edmSigmas>[0] & { readonly num_train_timesteps: number };

/** What the constructors compute. @throws ValueError, UnboundLocalError as {@link edmSigmas} */
export function trainEdmSolver(config: GridConfig, timestepsOf: TimestepsOf) {
  const sigmas = edmSigmas(config, linspace(0, 1, config.num_train_timesteps));
  const timesteps = timestepsOf(sigmas);
  return {
    noise: edmNoise(sigmas, timesteps),
    state: { ...edmAttributes(config), sigmas: append(sigmas, 0), timesteps },
  };
}

/** What `set_timesteps` computes. @throws TypeError without a count, ValueError for an unknown `final_sigmas_type` */
export function inferEdmSolver(
  config: GridConfig & { readonly final_sigmas_type: string },
  given: number | null,
  timestepsOf: TimestepsOf,
) {
  const numInferenceSteps = requireCount(given);
  const sigmas = edmSigmas(config, linspace(0, 1, numInferenceSteps));
  const end = endingAt(config, () => config.sigma_min);
  return { sigmas: append(sigmas, end), timesteps: timestepsOf(sigmas), numInferenceSteps };
}

/** What both declarations share. */
export const edmSolver = {
  call: { num_inference_steps: optional(stepCount) },
  order: 1,
  parametrisation: () => 've' as const,
};
