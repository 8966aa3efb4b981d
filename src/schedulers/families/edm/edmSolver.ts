/** What the two DPM-Solver++ classes on EDM's noise levels share. They differ in what the model is told of a level. */
import { edmAttributes, edmNoise, edmSigmas } from './preconditioning';
import { endingAt } from '../../noise/betaNoise';
import { optional, stepCount } from '../../options/options';
import { requireCount } from '../exponentialIntegrators/solverSchedule';
import { append, linspace } from '../../arithmetic/torch';

/** What the model is told of sigmas, float32. */
type Told = (sigmas: Float32Array) => Float32Array;

type GridConfig = Parameters<typeof edmSigmas>[0] & { readonly num_train_timesteps: number };

/** What the constructors compute. @throws ValueError, UnboundLocalError as {@link edmSigmas} */
export function trainEdmSolver(config: GridConfig, told: Told) {
  const sigmas = edmSigmas(config, linspace(0, 1, config.num_train_timesteps));
  const timesteps = told(sigmas);
  return {
    noise: edmNoise(sigmas, timesteps),
    state: { ...edmAttributes(config), sigmas: append(sigmas, 0), timesteps },
  };
}

/** What `set_timesteps` computes. @throws TypeError without a count, ValueError for an unknown `final_sigmas_type` */
export function inferEdmSolver(
  config: GridConfig & { readonly final_sigmas_type: string },
  given: number | null,
  told: Told,
) {
  const numInferenceSteps = requireCount(given);
  const sigmas = edmSigmas(config, linspace(0, 1, numInferenceSteps));
  const end = endingAt(config, () => config.sigma_min);
  return { sigmas: append(sigmas, end), timesteps: told(sigmas), numInferenceSteps };
}

/** What the declarations of both have in common. */
export const edmSolver = {
  call: { num_inference_steps: optional(stepCount) },
  order: 1,
  parametrisation: () => 've' as const,
};
