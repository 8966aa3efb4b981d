/** σ_t = √((1−ᾱ_t)/ᾱ_t): the noise levels of a variance-preserving diffusion, in k-diffusion's terms. */
import { betasOf, cumulativeAlphas, rescaleZeroTerminalSnr, type BetaConfig } from './betas';
import type { TrainingNoise } from '../definition/define';
import { nearest } from '../options/nearest';
import { at, raise } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { map } from '../arithmetic/torch';

const { fround } = Math;

/** The training noise of the classes with betas; arrays of num_train_timesteps. */
export interface BetaNoise extends TrainingNoise {
  readonly betas: Float32Array;
  readonly alphasCumprod: Float32Array;
}

interface NoiseConfig extends BetaConfig {
  readonly rescale_betas_zero_snr?: boolean;
}

/** Close to 0 without being 0, so that the first sigma is finite: float16's smallest positive value. */
const leastAlpha = 2 ** -24;

/**
 * The noise levels a configuration was trained on.
 * @param keepFinite replaces the ᾱ = 0 that zero terminal SNR ends at
 * @param betaSchedules the names that the class at hand knows, if they are not the usual three
 */
export function noiseOf(
  config: NoiseConfig,
  { keepFinite = false, betaSchedules }: { keepFinite?: boolean; betaSchedules?: readonly string[] } = {},
): BetaNoise {
  const plain = betasOf(config, betaSchedules);
  const betas = config.rescale_betas_zero_snr ? rescaleZeroTerminalSnr(plain) : plain;
  const alphasCumprod = cumulativeAlphas(betas);
  if (config.rescale_betas_zero_snr && keepFinite) alphasCumprod[alphasCumprod.length - 1] = leastAlpha;
  return noiseOfAlphas(betas, alphasCumprod);
}

/** The noise levels of ᾱ, and the β that they come from. */
export function noiseOfAlphas(betas: Float32Array, alphasCumprod = cumulativeAlphas(betas)): BetaNoise {
  return { betas, alphasCumprod, sigmas: map(alphasCumprod, sigmaOf) };
}

/** σ of one float32 ᾱ, float32. */
export function sigmaOf(alphaCumprod: number): number {
  return sqrt(fround(fround(1 - alphaCumprod) / alphaCumprod));
}

/**
 * The standard deviation of the noise to start from: the largest sigma, or √(σ²+1) where the first timestep is not
 * the noisiest one ("leading" spacing), float32.
 */
export function initNoiseSigmaOf(sigmas: Float32Array, spacing: string): number {
  const most = largest(sigmas);
  if (spacing === 'linspace' || spacing === 'trailing') return most;
  return sqrt(fround(fround(most * most) + 1));
}

/** ᾱ after the last step. @throws IndexError without training timesteps */
export function finalAlphaOf(config: { readonly set_alpha_to_one: boolean }, { alphasCumprod }: BetaNoise): number {
  return config.set_alpha_to_one ? 1 : at(alphasCumprod, 0);
}

interface EndConfig {
  readonly final_sigmas_type: string;
}

/** The sigma after the last step: none, or the least that was trained. @throws ValueError */
export function finalSigmaOf(config: EndConfig, { alphasCumprod }: BetaNoise): number {
  return endingAt(config, () => sigmaOf(at(alphasCumprod, 0)));
}

/** The sigma after the last step: none, or the `least`. @throws ValueError for an unknown `final_sigmas_type` */
export function endingAt(config: EndConfig, least: () => number): number {
  switch (config.final_sigmas_type) {
    case 'sigma_min':
      return least();
    case 'zero':
      return 0;
    default:
      raise(
        'ValueError',
        `final_sigmas_type must be "zero" or "sigma_min", not "${config.final_sigmas_type}"`,
        nearest(config.final_sigmas_type, ['zero', 'sigma_min']) ?? 'Use "zero" or "sigma_min".',
      );
  }
}

/** `x.max()`, NaN if any value is. */
function largest(x: Float32Array): number {
  let most = -Infinity;
  for (const value of x) {
    if (value > most || Number.isNaN(value)) most = value;
    if (Number.isNaN(value)) break;
  }
  return most;
}
