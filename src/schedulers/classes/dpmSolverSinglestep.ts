/**
 * DPM-Solver and DPM-Solver++ (Lu et al. 2022), single-step: groups of two or three steps make one of that order.
 * Source: diffusers, schedulers/scheduling_dpmsolver_singlestep.py.
 */
import { refuseTimestepsOnGrid, requireEitherCountOrTimesteps } from '../noise/customTimesteps';
import { defineScheduler, isGiven, type Config } from '../definition/define';
import { dpmSinglestepSampler } from '../families/exponentialIntegrators/dpmSinglestep';
import {
  dpmAlgorithm,
  dpmSolverType,
  refuseUnknownDpmAlgorithm,
  refuseUnknownDpmSolver,
  solverOrder,
} from '../families/exponentialIntegrators/dpmOptions';
import { finalSigmaOf } from '../noise/betaNoise';
import { interpOverIndices, toIntegers } from '../arithmetic/numpy';
import {
  betaOptions,
  customTimesteps,
  finalSigmas,
  flag,
  optional,
  sigmaOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { at, raise } from '../arithmetic/python';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { refuseNoiseAtZero } from '../families/exponentialIntegrators/solverNames';
import {
  clippedCount,
  clippingOfLambda,
  dynamicShiftOptions,
  flowOrPreserving,
  flowSigmaOptions,
  learnedVariance,
  muArgument,
  refuseStrayMu,
  solverGrid,
  solverPrediction,
  solverTimesteps,
  trainSolver,
} from '../families/exponentialIntegrators/solverSchedule';
import { append } from '../arithmetic/torch';

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver++'];

const options = {
  ...betaOptions,
  solver_order: solverOrder,
  prediction_type: solverPrediction,
  ...thresholdingOptions,
  algorithm_type: dpmAlgorithm(algorithms),
  solver_type: dpmSolverType,
  lower_order_final: flag(false, 'Take the last steps at lower order; set by diffusers where the count asks for it.'),
  ...sigmaOptions,
  ...flowSigmaOptions,
  final_sigmas_type: finalSigmas,
  lambda_min_clipped: clippingOfLambda,
  variance_type: learnedVariance,
  ...dynamicShiftOptions,
};

const call = { num_inference_steps: optional(stepCount), mu: muArgument, timesteps: customTimesteps };

type SinglestepConfig = Config<typeof options>;
type Call = Config<typeof call>;

/** Timesteps are always evenly spaced. */
const evenly = { timestep_spacing: 'linspace', steps_offset: 0 };

export const dpmSolverSinglestep = defineScheduler({
  name: 'DPMSolverSinglestepScheduler',
  doc: 'DPM-Solver in groups of steps that do not look back: second- or third-order accuracy, each group on its own.',
  source: 'schedulers/scheduling_dpmsolver_singlestep.py',
  options,
  call,
  order: 1,
  parametrisation: flowOrPreserving,

  train(config) {
    refuseSeveralGrids(config);
    const training = trainSolver(config);
    refuseUnknownDpmAlgorithm(config.algorithm_type, algorithms);
    refuseUnknownDpmSolver(config.solver_type);
    refuseNoiseAtZero(config.algorithm_type, config.final_sigmas_type);
    const orderList = orders(config, config.num_train_timesteps, config.lower_order_final);
    return { ...training, state: { ...training.state, orderList } };
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const { mu, timesteps: chosen } = call;
    const count = call.num_inference_steps ? call.num_inference_steps : countOf(chosen);
    const spaced = chosen
      ? toIntegers(chosen)
      : solverTimesteps(
          { num_train_timesteps: config.num_train_timesteps, ...evenly },
          count,
          clippedCount(noise, config.lambda_min_clipped),
        );
    const grid = solverGrid(config, noise, { count, mu });
    const sigmas = append(grid?.sigmas ?? interpOverIndices(spaced, noise.sigmas), finalSigmaOf(config, noise));
    return {
      sigmas,
      timesteps: toIntegers(grid?.timesteps ?? spaced),
      numInferenceSteps: count,
      orderList: orders(config, count, endsLower(config, count)),
    };
  },

  sampler: (config, run) => dpmSinglestepSampler(config, run),
});

/** @throws TypeError */
function countOf(timesteps: readonly number[] | null): number {
  if (timesteps) return timesteps.length;
  raise('TypeError', 'there are no inference steps', 'Pass num_inference_steps, at least 1.');
}

/** diffusers sets `lower_order_final` itself where a group would be incomplete or would end at the sigma 0. */
function endsLower({ lower_order_final, solver_order, final_sigmas_type }: SinglestepConfig, count: number): boolean {
  return lower_order_final || count % solver_order !== 0 || final_sigmas_type === 'zero';
}

/**
 * The order of each step: 1, 2, 3, 1, 2, 3, … so that every group ends at the solver's order.
 * @throws ValueError, UnboundLocalError for an order other than 1, 2 or 3; IndexError for no steps
 */
function orders(config: SinglestepConfig, count: number, lowerFinal: boolean): Int32Array {
  const { solver_order: order } = config;
  if (order > 3)
    raise('ValueError', 'Order > 3 is not supported by this scheduler', 'Use a solver_order of 1, 2 or 3.');
  if (order < 1) raise('UnboundLocalError', `There is no solver of order ${order}`, 'Use a solver_order of 1, 2 or 3.');
  const whole = lowerFinal ? count : count - (count % order);
  const list = Int32Array.from({ length: Math.max(0, whole) }, (_, i) => (i % order) + 1);
  if (config.final_sigmas_type === 'zero') at(list, -1);
  const endsWholeGroup = lowerFinal && count % order === 0;
  return endsWholeGroup || config.final_sigmas_type === 'zero' ? list.with(-1, 1) : list;
}

/** @throws AssertionError, ValueError for arguments that exclude each other or the configuration */
function refuseConflicts(config: SinglestepConfig, call: Call): void {
  refuseStrayMu(config, isGiven(call, 'mu'));
  requireEitherCountOrTimesteps(call, 20);
  refuseTimestepsOnGrid(call, config, ['use_karras_sigmas', 'use_exponential_sigmas', 'use_beta_sigmas']);
}
