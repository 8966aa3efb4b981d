/**
 * DEIS in log ρ: the noise predictions of earlier steps are interpolated by a polynomial in ln ρ, ρ = σ/α, and integrated.
 * Zhang & Chen 2022, "Fast Sampling of Diffusion Models with Exponential Integrator", section 3.3 (ρAB-DEIS).
 * Source: diffusers, schedulers/scheduling_deis_multistep.py (`step`). Scalars are float32, in diffusers' order of operations.
 */
import { dpmUpdate, solverLevel, type SolverLevel } from './dpmSolver';
import { log } from '../../arithmetic/logarithm';
import { outputConversion, type ConversionConfig } from '../../prediction/outputConversion';
import { noiseGivenClean } from '../../prediction/prediction';
import { at, raise } from '../../arithmetic/python';
import type { Sampler } from '../../definition/sampler';
import { highestOrder, type OrderConfig } from './solverOrder';
import { combine, divided, scaled, type Term } from '../../arithmetic/tensor';
import { thresholdOf, type ThresholdingConfig } from '../../prediction/thresholding';

const { fround } = Math;

interface DeisConfig extends ConversionConfig, ThresholdingConfig, OrderConfig {
  readonly use_flow_sigmas: boolean;
}

interface DeisRun {
  readonly state: { readonly sigmas: Float32Array; readonly timesteps: { readonly length: number } };
  readonly shape: readonly number[];
}

/** A DEIS run. @throws ValueError for a `prediction_type` without a clean sample, IndexError for an order below 1 */
export function deisSampler(config: DeisConfig, { state, shape }: DeisRun): Sampler {
  if (config.solver_order < 1) {
    raise('IndexError', 'list assignment index out of range', 'Use a solver_order of 1, 2 or 3.');
  }
  const predictClean = outputConversion(config, shape, 'data', thresholdOf(config, shape));
  const isFlow = config.prediction_type === 'flow_prediction';
  const level = (i: number): SolverLevel => solverLevel(at(state.sigmas, i), config.use_flow_sigmas);
  /** Noise predictions, the newest first. */
  const outputs: Float32Array[] = [];
  return {
    step(input) {
      const { index, sample } = input;
      const here = level(index);
      const clean = predictClean(input, here);
      outputs.unshift(noiseGivenClean(clean, sample, isFlow ? { alpha: here.alpha, sigma: here.held } : here));
      outputs.length = Math.min(outputs.length, config.solver_order, 3);
      const order = Math.min(outputs.length, highestOrder(config, index, state.timesteps.length));
      const to = level(index + 1);
      if (order === 1) return firstOrder(sample, outputs[0], here, to);
      const nodes = Array.from({ length: order }, (_, back) => rhoOf(level(index - back)));
      const weights = order === 2 ? linearWeights(nodes, rhoOf(to)) : quadraticWeights(nodes, rhoOf(to));
      const terms = weights.map((weight, i): Term => [weight, outputs[i]]);
      return scaled(combine([1, divided(sample, here.alpha)], ...terms), to.alpha);
    },
  };
}

const rhoOf = ({ alpha, sigma }: SolverLevel): number => fround(sigma / alpha);

/** DDIM, which is DPM-Solver of first order. */
function firstOrder(sample: Float32Array, output: Float32Array, from: SolverLevel, to: SolverLevel): Float32Array {
  return dpmUpdate({
    algorithm: 'dpmsolver',
    solver: 'midpoint',
    sample,
    from,
    to,
    derivatives: [output],
    noise: null,
  });
}

/** ∫ of the linear Lagrange polynomials in ln ρ, from the first node to ρ `to`. */
function linearWeights([s0, s1]: readonly number[], to: number): number[] {
  const integral = (own: number, other: number) => {
    const span = fround(log(own) - log(other));
    const upTo = (rho: number) => fround(fround(rho * fround(fround(-log(other) + log(rho)) - 1)) / span);
    return fround(upTo(to) - upTo(s0));
  };
  return [integral(s0, s1), integral(s1, s0)];
}

/** The same for the quadratic ones. */
function quadraticWeights([s0, s1, s2]: readonly number[], to: number): number[] {
  const integral = (own: number, c: number, d: number) => {
    const [logC, logD] = [log(c), log(d)];
    const span = fround(fround(log(own) - logC) * fround(log(own) - logD));
    const upTo = (rho: number) => fround(fround(rho * quadraticAntiderivative(log(rho), logC, logD)) / span);
    return fround(upTo(to) - upTo(s0));
  };
  return [integral(s0, s1, s2), integral(s1, s2, s0), integral(s2, s0, s1)];
}

/** ∫ (ln ρ − c)(ln ρ − d) dρ / ρ, at ln ρ = `t`. */
function quadraticAntiderivative(t: number, c: number, d: number): number {
  const mixed = fround(fround(c * fround(fround(d - t) + 1)) - fround(d * t));
  return fround(fround(fround(fround(mixed + d) + fround(t * t)) - fround(2 * t)) + 2);
}
