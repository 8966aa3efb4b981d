/**
 * DPM-Solver and DPM-Solver++, single-step: every group of steps starts from the sample at its beginning.
 * Lu et al. 2022a, "DPM-Solver", algorithms 1 and 2; 2022b, "DPM-Solver++", algorithm 1.
 * Source: diffusers, schedulers/scheduling_dpmsolver_singlestep.py (`step`).
 */
import { dpmUpdate, isStochastic, predictsData, solverLevel, type SolverLevel, algorithmOf } from './dpmSolver';
import { outputConversion, type ConversionConfig } from '../../prediction/outputConversion';
import { at } from '../../arithmetic/python';
import type { Sampler } from '../../definition/sampler';
import { combine, difference, divided, scaled } from '../../arithmetic/tensor';
import { noiseThresholdOf, thresholdOf, type ThresholdingConfig } from '../../prediction/thresholding';

const { fround } = Math;

interface SinglestepConfig extends ConversionConfig, ThresholdingConfig {
  readonly algorithm_type: string;
  readonly solver_type: string;
  readonly solver_order: number;
  readonly use_flow_sigmas: boolean;
}

interface SinglestepRun {
  readonly state: {
    readonly sigmas: Float32Array;
    /** Which step of its group each step is. */
    readonly orderList: Int32Array;
  };
  readonly shape: readonly number[];
}

/** A converted model output and the level it was made at. */
interface Known {
  readonly output: Float32Array;
  readonly level: SolverLevel;
}

/** A single-step run. @throws ValueError for a `prediction_type` that the algorithm does not take */
export function dpmSinglestepSampler(config: SinglestepConfig, { state, shape }: SinglestepRun): Sampler {
  const algorithm = algorithmOf(config);
  const isData = predictsData(algorithm);
  const limit = isData ? thresholdOf(config, shape) : noiseThresholdOf(config);
  const convert = outputConversion(config, shape, isData ? 'data' : 'noise', limit);
  const level = (i: number): SolverLevel => solverLevel(at(state.sigmas, i), config.use_flow_sigmas);
  /** The newest first. */
  const history: Known[] = [];
  /** Where the group began. */
  let start: Float32Array = new Float32Array();
  return {
    step(input, draw) {
      const { index } = input;
      const here = level(index);
      history.unshift({ output: convert(input, here), level: here });
      history.length = Math.min(history.length, config.solver_order);
      const noise = isStochastic(algorithm) ? draw() : null;
      const group = history.slice(0, at(state.orderList, index));
      if (group.length === 1) start = input.sample;
      const to = level(index + 1);
      const from = group[group.length - 1].level;
      const { derivatives, solver } = expansion(group, fround(to.lambda - from.lambda), config.solver_type);
      return dpmUpdate({ algorithm, solver, sample: start, from, to, derivatives, noise });
    },
  };
}

/** D0, D1 and D2 of the Taylor expansion at the start of the group, and the solver type whose weights they take. */
function expansion(
  group: readonly Known[],
  h: number,
  solver: string,
): { derivatives: Float32Array[]; solver: string } {
  const [newest, second] = group;
  const first = group[group.length - 1];
  const share = ({ level }: Known) => fround(fround(level.lambda - first.level.lambda) / h);
  const slopeTo = (known: Known) => scaled(difference(known.output, first.output), fround(1 / share(known)));
  if (group.length === 1) return { derivatives: [first.output], solver };
  if (group.length === 2) return { derivatives: [first.output, slopeTo(newest)], solver };
  const [r0, r1] = [share(newest), share(second)];
  const [near, far] = [slopeTo(second), slopeTo(newest)];
  // The third-order "midpoint" leaves the curvature out and integrates the slope exactly.
  if (solver !== 'heun') return { derivatives: [first.output, far], solver: 'heun' };
  const span = fround(r0 - r1);
  const slope = divided(combine([r0, near], [-r1, far]), span);
  const curvature = divided(scaled(difference(far, near), 2), span);
  return { derivatives: [first.output, slope, curvature], solver };
}
