/**
 * DPM-Solver and DPM-Solver++, multistep: the model outputs of earlier steps stand in for derivatives in λ.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py (`step`).
 */
import {
  dpmUpdate,
  firstDifference,
  isStochastic,
  predictsData,
  secondDifferences,
  solverLevel,
  type SolverLevel,
} from './dpmSolver';
import { outputConversion, type ConversionConfig } from './outputConversion';
import { at, raise } from './python';
import type { Sampler } from './sampler';
import { thresholdOf, type ThresholdingConfig } from './thresholding';

const { fround } = Math;

interface MultistepConfig extends ConversionConfig, ThresholdingConfig {
  readonly algorithm_type: string;
  readonly solver_type: string;
  readonly solver_order: number;
  readonly use_flow_sigmas: boolean;
  readonly lower_order_final: boolean;
  readonly euler_at_final: boolean;
  readonly final_sigmas_type?: string;
}

/** The sigmas that a run goes through, one more than there are steps. */
interface MultistepRun {
  readonly state: { readonly sigmas: Float32Array; readonly timesteps: { readonly length: number } };
  readonly shape: readonly number[];
}

/** Short runs end at lower order. */
const shortRun = 15;

/** @throws ValueError for a `prediction_type` that the algorithm does not take, IndexError for an order below 1 */
export function dpmMultistepSampler(config: MultistepConfig, { state, shape }: MultistepRun): Sampler {
  if (config.solver_order < 1) {
    raise('IndexError', 'list assignment index out of range', 'Use a solver_order of 1, 2 or 3.');
  }
  // The name that DEIS has for its algorithm is read as the default one.
  const algorithm = config.algorithm_type === 'deis' ? 'dpmsolver++' : config.algorithm_type;
  const convert = outputConversion(
    config,
    shape,
    predictsData(algorithm) ? 'data' : 'noise',
    thresholdOf(config, shape),
  );
  const outputs: Float32Array[] = [];
  const level = (i: number): SolverLevel => solverLevel(at(state.sigmas, i), config.use_flow_sigmas);
  return {
    step(input, draw) {
      const { index: i, sample } = input;
      outputs.unshift(convert(input, level(i)));
      outputs.length = Math.min(outputs.length, config.solver_order, 3);
      const noise = isStochastic(algorithm) ? draw() : null;
      const [from, to] = [level(i), level(i + 1)];
      const order = Math.min(outputs.length, highestOrder(config, i, state.timesteps.length));
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

/** The order that the end of a run allows. */
function highestOrder(config: MultistepConfig, index: number, count: number): number {
  const short = config.lower_order_final && count < shortRun;
  if (index === count - 1 && (config.euler_at_final || short || config.final_sigmas_type === 'zero')) return 1;
  return index === count - 2 && short ? Math.min(2, config.solver_order) : config.solver_order;
}

/** D0, D1 and D2 from as many outputs, the newest first; `level` tells the level of the output so many steps ago. */
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
