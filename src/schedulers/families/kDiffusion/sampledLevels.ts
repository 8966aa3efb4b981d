/**
 * Noise levels after k-diffusion: σ interpolated at spaced timesteps, or a grid of σ over the same range.
 * Source: diffusers, schedulers/scheduling_lms_discrete.py; Heun, KDPM2 and DPM-Solver SDE do the same.
 */
import type { BetaNoise } from '../../noise/betaNoise';
import { interpOverIndices, round } from '../../arithmetic/numpy';
import { betaOptions, integer, optional, stableDiffusionBetas } from '../../options/options';
import { sigmasToTimesteps } from '../../noise/sigmaToTimestep';
import { chosenGrid, rangeOf, type SigmaConfig } from '../../noise/sigmaGrids';
import { spaced, type SpacingConfig } from '../../noise/spacing';

/** These classes default to Stable Diffusion's range of betas, though not to its schedule. */
export const narrowBetaOptions = { ...stableDiffusionBetas, beta_schedule: betaOptions.beta_schedule };

export const trainedArgument = optional(integer(0, 'Spread steps over so many training timesteps instead of all.'));

/** Spaced timesteps over the training range, or over `trained` of them; float64. */
export function spacedOver(config: SpacingConfig, count: number, trained: number | null): Float64Array {
  return spaced(
    {
      num_train_timesteps: trained ? trained : config.num_train_timesteps,
      timestep_spacing: config.timestep_spacing,
      steps_offset: config.steps_offset,
    },
    count,
  );
}

interface SampledLevels<T> {
  /** From the most to the least noise; where sampling ends is not among them. */
  readonly sigmas: Float64Array;
  readonly timesteps: T | Float64Array;
}

interface GridHabits {
  /** The Karras grid snaps to whole timesteps. */
  readonly snapsKarras?: boolean;
  /** The Karras grid ignores a `sigma_min` or `sigma_max` in the configuration. */
  readonly fullKarras?: boolean;
}

/** The noise levels at these timesteps, or `count` levels of another grid and the timesteps they were trained at. */
export function sampledLevels<T extends Float32Array | Float64Array>(
  config: SigmaConfig,
  noise: BetaNoise,
  timesteps: T,
  count: number,
  { snapsKarras = false, fullKarras = false }: GridHabits = {},
): SampledLevels<T> {
  const sigmas = interpOverIndices(timesteps, noise.sigmas);
  const grid = chosenGrid(config);
  if (!grid) return { sigmas, timesteps };
  const isKarras = config.use_karras_sigmas;
  const moved = grid(rangeOf(sigmas, isKarras && fullKarras ? undefined : config), count);
  const found = sigmasToTimesteps(moved, noise.sigmas);
  return { sigmas: moved, timesteps: isKarras && snapsKarras ? round(found) : found };
}
