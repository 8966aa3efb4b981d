/**
 * Preconditioning and noise levels of EDM (Karras et al. 2022, "Elucidating the Design Space of Diffusion-Based Generative
 * Models", table 1 and (5)): the model's input has unit variance, and its output is mixed with the sample.
 * Source: diffusers, schedulers/scheduling_edm_euler.py.
 */
import type { Levels } from '../../definition/define';
import { log as logOf } from '../../arithmetic/logarithm';
import type { SolverLevel } from '../exponentialIntegrators/dpmSolver';
import { predictionOf, type ModelOutput } from '../../prediction/prediction';
import { sqrt } from '../../arithmetic/squareRoot';
import type { Target } from '../../definition/target';
import { combine } from '../../arithmetic/tensor';
import { finalSigmas, integer, number, oneOf } from '../../options/options';
import { divide, raise, naturalLog } from '../../arithmetic/python';
import { exp, flip, linspace, map } from '../../arithmetic/torch';

const { fround } = Math;

const positive = 'Use a positive sigma_min and sigma_max.';

const sigmaSchedules = ['karras', 'exponential'];

export const edmOptions = {
  sigma_min: number(0.002, 'Least sigma of the steps.'),
  sigma_max: number(80, 'Sigma to start from.'),
  sigma_data: number(0.5, 'Standard deviation of the data.'),
  sigma_schedule: oneOf(sigmaSchedules, 'karras', 'How sigmas are spaced: evenly in σ^(1/rho), or in log σ.'),
  num_train_timesteps: integer(1000, 'How many noise levels the training curve has; the model takes any.'),
  prediction_type: oneOf(['epsilon', 'v_prediction'], 'epsilon', 'With which sign the model’s output is mixed in.'),
  rho: number(7, 'Exponent of the Karras grid.'),
  final_sigmas_type: finalSigmas,
};

interface EdmConfig extends KarrasConfig {
  readonly sigma_schedule: string;
}

/** @throws ValueError */
export function refuseUnknownSigmaSchedule(name: string): void {
  if (sigmaSchedules.includes(name)) return;
  raise('ValueError', `sigma_schedule "${name}" is not known`, 'Use "karras" or "exponential".');
}

/** `init_noise_sigma`, and the attributes that diffusers takes from the configuration. */
export function edmAttributes({ sigma_min, sigma_max }: EdmConfig) {
  return { initNoiseSigma: Math.sqrt(sigma_max * sigma_max + 1), sigmaMin: sigma_min, sigmaMax: sigma_max };
}

/**
 * Sigmas from the most to the least noise, float32, at shares `ramp` of the way; a float32 ramp is followed in float32.
 * @throws ValueError for an end that has no logarithm, UnboundLocalError for an unknown `sigma_schedule`
 */
export function edmSigmas(config: EdmConfig, ramp: Float32Array | Float64Array): Float32Array {
  switch (config.sigma_schedule) {
    case 'karras':
      return new Float32Array(karrasSigmas(config, ramp));
    case 'exponential': {
      const [low, high] = [config.sigma_min, config.sigma_max].map((sigma) => naturalLog(sigma, positive));
      return flip(exp(linspace(low, high, ramp.length)));
    }
    default:
      raise(
        'UnboundLocalError',
        `sigma_schedule "${config.sigma_schedule}" is not known`,
        'Use "karras" or "exponential".',
      );
  }
}

interface KarrasConfig {
  readonly sigma_min: number;
  readonly sigma_max: number;
  readonly rho: number;
}

/** Even in σ^(1/ρ), in the precision of the ramp. @throws ZeroDivisionError */
export function karrasSigmas<T extends Float32Array | Float64Array>(
  { sigma_min, sigma_max, rho }: KarrasConfig,
  ramp: T,
): T {
  const r = ramp instanceof Float32Array ? fround : (x: number) => x;
  const power = divide(1, rho);
  const start = sigma_max ** power;
  const slope = r(sigma_min ** power - start);
  return map(ramp, (share) => r(r(start) + r(share * slope)) ** rho);
}

/** The levels of steps whose model input is x / √(σ² + σ_data²). */
export function preconditionedLevels(
  { sigmas, timesteps }: { readonly sigmas: Float32Array; readonly timesteps: ArrayLike<number> },
  dataSigma: number,
): Levels {
  const steps = sigmas.subarray(0, timesteps.length);
  return {
    sigmas: steps,
    finalSigma: sigmas[timesteps.length],
    inputScale: Float64Array.from(steps, (sigma) => 1 / Math.sqrt(sigma * sigma + dataSigma * dataSigma)),
  };
}

/** The solvers' level of a sigma, for x = x0 + σ·ε. */
export const unscaledLevel = (sigma: number): SolverLevel => ({ alpha: 1, sigma, lambda: -logOf(sigma), held: sigma });

/** Training levels of classes without betas, from descending sigmas and their timesteps. */
export function edmNoise(sigmas: Float32Array, timesteps: Float32Array | Float64Array) {
  return {
    betas: null,
    alphasCumprod: null,
    sigmas: flip(sigmas),
    timesteps: new Float64Array(flip(timesteps)),
  };
}

/** The timesteps of EDM's models, ¼ ln σ; float32. */
export const quarterLogs = (sigmas: Float32Array): Float32Array => map(sigmas, (sigma) => 0.25 * logOf(sigma));

interface MixingConfig {
  readonly sigma_data: number;
  readonly prediction_type: string;
}

/**
 * x0 = c_skip·x + c_out·output at a float32 σ, float32.
 * @throws ValueError for another `prediction_type` than "epsilon" and "v_prediction"
 */
export function preconditionedOutput({ sigma_data, prediction_type }: MixingConfig) {
  const sign = predictionOf(prediction_type, ['epsilon', 'v_prediction']) === 'epsilon' ? 1 : -1;
  const dataVariance = sigma_data ** 2;
  return ({ sample, output }: ModelOutput, sigma: number): Float32Array => {
    const variance = fround(fround(sigma * sigma) + dataVariance);
    const out = fround(fround(sign * sigma * sigma_data) / sqrt(variance));
    return combine([fround(fround(1 / variance) * dataVariance), sample], [out, output]);
  };
}

/** The output that {@link preconditionedOutput} turns into a clean sample; float64. */
export function preconditionedTarget({ sigma_data, prediction_type }: MixingConfig): Target {
  const sign = prediction_type === 'v_prediction' ? -1 : 1;
  return ({ noise: sigma }) => {
    const variance = sigma ** 2 + sigma_data ** 2;
    const out = (sign * sigma * sigma_data) / Math.sqrt(variance);
    if (out === 0) return { clean: 0, sample: 0 };
    return { clean: 1 / out, sample: -(sigma_data ** 2) / variance / out };
  };
}
