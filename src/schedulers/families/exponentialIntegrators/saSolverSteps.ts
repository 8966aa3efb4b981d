/**
 * SA-Solver's steps: Adams polynomials through earlier model outputs, integrated exactly against the exponential weight of
 * the diffusion SDE. Xue et al. 2023, "SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models", section 4.
 * Source: diffusers, schedulers/scheduling_sasolver.py (`step`). Scalars are float32, in diffusers' order of operations: the
 * coefficients cancel, and their rounding shows.
 */
import { solverLevel, type SolverLevel } from './dpmSolver';
import { outputConversion, type ConversionConfig } from '../../prediction/outputConversion';
import { at, raise } from '../../arithmetic/python';
import { adamsWeights, type Interval } from './saSolverWeights';
import type { Sampler } from '../../definition/sampler';
import { sqrt } from '../../arithmetic/squareRoot';
import { combine, type Term } from '../../arithmetic/tensor';
import { noiseThresholdOf, thresholdOf, type ThresholdingConfig } from '../../prediction/thresholding';

const { fround } = Math;

interface SaConfig extends ConversionConfig, ThresholdingConfig {
  readonly algorithm_type: string;
  readonly predictor_order: number;
  readonly corrector_order: number;
  readonly lower_order_final: boolean;
  readonly use_flow_sigmas: boolean;
  readonly tau_func: string | null;
}

interface SaRun {
  readonly state: { readonly sigmas: Float32Array; readonly timesteps: { readonly length: number } };
  readonly shape: readonly number[];
}

/** A converted model output and the λ it was made at. */
interface Known {
  readonly output: Float32Array;
  readonly lambda: number;
}

/** One step, predicted or corrected. */
interface Move {
  readonly from: SolverLevel;
  readonly to: SolverLevel;
  readonly sample: Float32Array;
  readonly noise: Float32Array;
  /** How much of the step is stochastic: 0 or 1. */
  readonly tau: number;
  /** The outputs that the polynomial goes through, the newest first. */
  readonly known: readonly Known[];
  /** The newest output was made at the end of the step. */
  readonly isCorrection: boolean;
}

/** @throws ValueError for a `prediction_type` that the algorithm does not take, IndexError for orders below 1 */
export function saSampler(config: SaConfig, { state, shape }: SaRun): Sampler {
  const isData = config.algorithm_type === 'data_prediction';
  const limit = isData ? thresholdOf(config, shape) : noiseThresholdOf(config);
  const convert = outputConversion(config, shape, isData ? 'data' : 'noise', limit);
  const level = (i: number): SolverLevel => solverLevel(at(state.sigmas, i), config.use_flow_sigmas);
  const kept = Math.max(config.predictor_order, config.corrector_order - 1);
  if (kept < 1) refuseOrder();
  const steps = state.timesteps.length;
  /** The newest first. */
  let history: readonly Known[] = [];
  /** The last prediction, to be corrected; `order` is the corrector's. */
  let last: {
    readonly sample: Float32Array;
    readonly noise: Float32Array;
    readonly tau: number;
    readonly order: number;
  } | null = null;
  return {
    step({ index, timestep, sample: given, output: modelOutput }, draw) {
      const here = level(index);
      const output = convert({ sample: given, output: modelOutput }, here);
      const known = [{ output, lambda: here.lambda }, ...history];
      const sample: Float32Array =
        last && index > 0
          ? moved(
              { ...last, from: level(index - 1), to: here, known: known.slice(0, last.order), isCorrection: true },
              isData,
            )
          : given;
      const earlier = history.length;
      history = known.slice(0, kept);
      const noise = draw();
      const left = config.lower_order_final ? steps - index : Infinity;
      const order = Math.min(config.predictor_order, left, earlier + 1);
      const correctorOrder = Math.min(config.corrector_order, left + 1, earlier + 2);
      if (order < 1 || correctorOrder < 1) refuseOrder();
      const tau = tauAt(timestep, config.tau_func);
      last = { sample, noise, tau, order: correctorOrder };
      const to = level(index + 1);
      return moved({ from: here, to, sample, noise, tau, known: known.slice(0, order), isCorrection: false }, isData);
    },
  };
}

function moved({ from, to, sample, noise, tau, known, isCorrection }: Move, isData: boolean): Float32Array {
  if (known.length > 4) refuseOrder();
  const h = fround(to.lambda - from.lambda);
  const interval: Interval = { start: from.lambda, end: to.lambda, h };
  const weights = adamsWeights(
    interval,
    known.map(({ lambda }) => lambda),
    { tau, isData, isCorrection },
  );
  const scale = isData
    ? fround(fround((1 + tau * tau) * to.sigma) * fround(Math.exp(-tau * tau * to.lambda)))
    : fround(-(1 + tau * tau) * to.alpha);
  const [first, ...others] = known.map(({ output }, i): Term => [fround(scale * weights[i]), output]);
  const kept = isData
    ? fround(fround(Math.exp(fround(-tau * tau * h))) * fround(to.sigma / from.sigma))
    : fround(to.alpha / from.alpha);
  return combine([kept, sample], [1, combine(first, ...others)], [noiseWeight(to, h, tau, isData), noise]);
}

function noiseWeight({ sigma }: SolverLevel, h: number, tau: number, isData: boolean): number {
  if (isData) return fround(sigma * sqrt(fround(1 - fround(Math.exp(fround(-2 * tau * tau * h))))));
  return fround(fround(tau * sigma) * sqrt(fround(fround(Math.exp(fround(2 * h))) - 1)));
}

/** diffusers' default: noise in the middle of the run only. @throws TypeError for any other function */
function tauAt(timestep: number, tauFunction: string | null): number {
  if (tauFunction === null) return timestep >= 200 && timestep <= 800 ? 1 : 0;
  raise('TypeError', `tau_func (${tauFunction}) cannot be called`, 'Leave tau_func out.');
}

function refuseOrder(): never {
  raise('AssertionError', 'the orders of predictor and corrector must be from 1 to 4', 'Use orders from 1 to 4.');
}
