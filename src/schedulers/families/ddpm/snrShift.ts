/**
 * Noise of CogVideoX (Yang et al. 2024): the signal-to-noise ratio of every level is divided by a constant, as for high
 * resolutions in Stable Diffusion 3 (Esser et al. 2024). Source: diffusers, schedulers/scheduling_ddim_cogvideox.py.
 */
import { betasOf, cumulativeAlphas, root, withoutTerminalSignal, type BetaConfig } from '../../noise/betas';
import { precisionOf, type FloatTensor } from '../../arithmetic/precision';
import { linspaceDouble } from '../../arithmetic/torch';

export interface ShiftConfig extends BetaConfig {
  readonly rescale_betas_zero_snr: boolean;
  readonly snr_shift_scale: number;
}

/** β and ᾱ in the precision that diffusers holds them in: float64 for "scaled_linear", else float32. */
export function shiftedAlphas(config: ShiftConfig): { betas: FloatTensor; alphasCumprod: FloatTensor } {
  const betas = preciseBetas(config);
  const shifted = withSnrDivided(cumulativeAlphas(betas), config.snr_shift_scale);
  return { betas, alphasCumprod: config.rescale_betas_zero_snr ? withoutTerminalSignal(shifted) : shifted };
}

function preciseBetas(config: ShiftConfig): FloatTensor {
  const { trained_betas, beta_schedule, beta_start, beta_end, num_train_timesteps } = config;
  if (trained_betas !== null || beta_schedule !== 'scaled_linear') return betasOf(config);
  return linspaceDouble(root(beta_start), root(beta_end), num_train_timesteps).map((x) => x * x);
}

/** ᾱ / (c + (1 − c)·ᾱ): the same as dividing ᾱ / (1 − ᾱ) by c. */
function withSnrDivided(alphasCumprod: FloatTensor, divisor: number): FloatTensor {
  const { round } = precisionOf(alphasCumprod);
  const [scale, rest] = [round(divisor), round(1 - divisor)];
  return alphasCumprod.map((alpha) => alpha / round(scale + round(rest * alpha)));
}
