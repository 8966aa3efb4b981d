/**
 * Other grids of sigmas over the range that a schedule spans, in float64; each has `count` values from the most to the
 * least noise.
 */
import { betaQuantile } from '../arithmetic/betaDistribution';
import { given } from '../definition/define';
import { linspace } from '../arithmetic/numpy';
import { at, pythonType, raise, naturalLog } from '../arithmetic/python';

interface GivenConfig {
  readonly [given]: Readonly<Record<string, unknown>>;
}

export interface SigmaRange {
  readonly most: number;
  readonly least: number;
}

/**
 * The range of a descending grid, or the configuration's `sigma_min` and `sigma_max`, which count even where `from_config`
 * kept them for a class without such options.
 * @throws IndexError for an empty grid
 */
export function rangeOf(sigmas: Float64Array | Float32Array, config?: GivenConfig): SigmaRange {
  const { sigma_min, sigma_max } = config?.[given] ?? {};
  const least = typeof sigma_min === 'number' ? sigma_min : at(sigmas, -1);
  return { least, most: typeof sigma_max === 'number' ? sigma_max : at(sigmas, 0) };
}

/** The attributes `sigma_min` and `sigma_max`, which diffusers takes from the configuration. */
export function configuredBounds({ [given]: { sigma_min, sigma_max } }: GivenConfig) {
  return {
    ...(typeof sigma_min === 'number' ? { sigmaMin: sigma_min } : {}),
    ...(typeof sigma_max === 'number' ? { sigmaMax: sigma_max } : {}),
  };
}

/** Even in σ^(1/ρ), ρ = 7. Karras et al. 2022, "Elucidating the Design Space of Diffusion-Based Generative Models", (5). */
export function karras({ most, least }: SigmaRange, count: number): Float64Array {
  const rho = 7;
  const start = most ** (1 / rho);
  const end = least ** (1 / rho);
  return linspace(0, 1, count).map((ramp) => (start + ramp * (end - start)) ** rho);
}

/** Even in log σ. @throws ValueError if an end is not positive */
export function exponential({ most, least }: SigmaRange, count: number): Float64Array {
  const remedy = 'Sigmas on a logarithmic grid must be positive.';
  return linspace(naturalLog(most, remedy), naturalLog(least, remedy), count).map(Math.exp);
}

/** Quantiles of Beta(0.6, 0.6), dense at both ends. Lee et al. 2024, "Beta Sampling is All You Need". */
export function beta({ most, least }: SigmaRange, count: number): Float64Array {
  return linspace(0, 1, count).map((t) => least + betaQuantile(1 - t, 0.6, 0.6) * (most - least));
}

/** Even in log-SNR. Lu et al. 2022, "DPM-Solver", section 4.1; `logSigmas` descend. */
export function lu(logSigmas: Float64Array | Float32Array, count: number): Float64Array {
  const { most, least } = rangeOf(logSigmas);
  return linspace(0, 1, count).map((ramp) => Math.exp(most + ramp * (least - most)));
}

export interface SigmaConfig extends GivenConfig {
  readonly use_karras_sigmas: boolean;
  readonly use_exponential_sigmas: boolean;
  readonly use_beta_sigmas: boolean;
}

/** The grid that the configuration asks for, or null for none. */
export function chosenGrid(config: SigmaConfig): ((range: SigmaRange, count: number) => Float64Array) | null {
  if (config.use_karras_sigmas) return karras;
  if (config.use_exponential_sigmas) return exponential;
  return config.use_beta_sigmas ? beta : null;
}

/** Python's `sum` of the three flags must not exceed 1. @throws ValueError, TypeError */
export function refuseSeveralGrids(config: SigmaConfig): void {
  let count = 0;
  for (const name of ['use_beta_sigmas', 'use_exponential_sigmas', 'use_karras_sigmas']) {
    const value = config[given][name];
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      raise('TypeError', `${name} must be True or False, not ${pythonType(value)}`, `Set ${name} to True or False.`);
    }
    count += Number(value);
  }
  if (count > 1) {
    raise(
      'ValueError',
      'Only one of use_beta_sigmas, use_exponential_sigmas and use_karras_sigmas can be used.',
      'Keep one of them and remove the others.',
    );
  }
}
