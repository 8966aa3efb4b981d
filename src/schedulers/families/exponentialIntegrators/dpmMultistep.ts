/**
 * DPM-Solver and DPM-Solver++, multistep: the model outputs of earlier steps approximate derivatives in λ.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py (`step`).
 */
import {
  dpmUpdate,
  firstDifference,
  isStochastic,
  predictsData,
  refuseThirdOrder,
  secondDifferences,
  solverLevel,
  type SolverLevel,
  algorithmOf,
} from './dpmSolver';
import { outputConversion, type ConversionConfig } from '../../prediction/outputConversion';
import type { ModelOutput } from '../../prediction/prediction';
import { at, raise } from '../../arithmetic/python';
import type { Sampler } from '../../definition/sampler';
import { highestOrder, type OrderConfig } from './solverOrder';
import { thresholdOf, type ThresholdingConfig } from '../../prediction/thresholding';

const { fround } = Math;

interface SolverConfig extends OrderConfig {
  readonly algorithm_type: string;
  readonly solver_type: string;
}

interface MultistepConfig extends SolverConfig, ConversionConfig, ThresholdingConfig {
  readonly use_flow_sigmas: boolean;
}

/** The run's sigmas (n + 1, float32), its n timesteps, and the latents' shape. */
interface MultistepRun {
  readonly state: { readonly sigmas: Float32Array; readonly timesteps: { readonly length: number } };
  readonly shape: readonly number[];
}

/** How a class reads its sigmas and its model's output. */
interface Reading {
  readonly levelOf: (sigma: number) => SolverLevel;
  /** From the model's output to what the algorithm integrates: the clean sample or the noise. */
  readonly convert: (output: ModelOutput, level: SolverLevel) => Float32Array;
  /** The class raises in third-order steps of the stochastic algorithms. */
  readonly lacksStochasticThird?: boolean;
}

/** A multistep run. @throws ValueError for a `prediction_type` that the algorithm does not take, IndexError for an order below 1 */
export function dpmMultistepSampler(
  config: MultistepConfig,
  run: MultistepRun,
  options: Pick<Reading, 'lacksStochasticThird'> = {},
): Sampler {
  const integrated = predictsData(algorithmOf(config)) ? 'data' : 'noise';
  return multistepSampler(config, run, {
    ...options,
    levelOf: (sigma) => solverLevel(sigma, config.use_flow_sigmas),
    convert: outputConversion(config, run.shape, integrated, thresholdOf(config, run.shape)),
  });
}

/** The same for classes that read their sigmas and their models in another way. */
export function multistepSampler(
  config: SolverConfig,
  { state }: Pick<MultistepRun, 'state'>,
  { levelOf, convert, lacksStochasticThird = false }: Reading,
): Sampler {
  if (config.solver_order < 1) {
    raise('IndexError', 'list assignment index out of range', 'Use a solver_order of 1, 2 or 3.');
  }
  const algorithm = algorithmOf(config);
  const outputs: Float32Array[] = [];
  const level = (i: number): SolverLevel => levelOf(at(state.sigmas, i));
  return {
    step(input, draw) {
      const { index: i, sample } = input;
      outputs.unshift(convert(input, level(i)));
      outputs.length = Math.min(outputs.length, config.solver_order, 3);
      const noise = isStochastic(algorithm) ? draw() : null;
      const [from, to] = [level(i), level(i + 1)];
      const order = Math.min(outputs.length, highestOrder(config, i, state.timesteps.length));
      if (order === 3 && lacksStochasticThird && isStochastic(algorithm)) refuseThirdOrder(algorithm);
      return dpmUpdate({
        algorithm,
        solver: config.solver_type,
        sample,
        from,
        to,
        derivatives: derivativesOf(outputs.slice(0, order), fround(to.lambda - from.lambda), (back) => level(i - back)),
        noise,
      });
    },
  };
}

/** D0, D1 and D2 from as many outputs, the newest first; `level(back)` is the level of the output `back` steps ago. */
function derivativesOf(
  [m0, m1, m2]: readonly (Float32Array | undefined)[],
  h: number,
  level: (back: number) => SolverLevel,
): Float32Array[] {
  if (!m0) return [];
  if (!m1) return [m0];
  const stride = (back: number) => fround(level(back).lambda - level(back + 1).lambda);
  const r0 = fround(stride(0) / h);
  return m2 ? [m0, ...secondDifferences([m0, m1, m2], r0, fround(stride(1) / h))] : [m0, firstDifference(m0, m1, r0)];
}
