/**
 * DPM-Solver and DPM-Solver++ (Lu et al. 2022), multistep: an exponential integrator in log-SNR.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py.
 */
import { refuseCountAndTimesteps, refuseTimestepsOnGrid, requireCountOrTimesteps } from '../noise/customTimesteps';
import { defineScheduler, isGiven, type Config } from '../definition/define';
import { dpmMultistepSampler } from '../families/exponentialIntegrators/dpmMultistep';
import {
  dpmAlgorithm,
  dpmSolverType,
  eulerAtFinal,
  lowerOrderFinal,
  refuseUnknownDpmAlgorithm,
  refuseUnknownDpmSolver,
  solverOrder,
} from '../families/exponentialIntegrators/dpmOptions';
import { finalSigmaOf, type BetaNoise } from '../noise/betaNoise';
import { interpOverIndices, round, toIntegers } from '../arithmetic/numpy';
import {
  betaOptions,
  customTimesteps,
  finalSigmas,
  flag,
  optional,
  rescaleBetas,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { numpyLog } from '../arithmetic/numpyLogarithm';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { lu, refuseSeveralGrids } from '../noise/sigmaGrids';
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
import { append, flip } from '../arithmetic/torch';

/** Options that choose the sigmas, and so the timesteps. */
const grids = ['use_karras_sigmas', 'use_lu_lambdas', 'use_exponential_sigmas', 'use_beta_sigmas'] as const;

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'];

const options = {
  ...betaOptions,
  solver_order: solverOrder,
  prediction_type: solverPrediction,
  ...thresholdingOptions,
  algorithm_type: dpmAlgorithm(algorithms),
  solver_type: dpmSolverType,
  lower_order_final: lowerOrderFinal,
  euler_at_final: eulerAtFinal,
  ...sigmaOptions,
  use_lu_lambdas: flag(false, 'Space steps evenly in log-SNR (Lu et al. 2022).'),
  ...flowSigmaOptions,
  final_sigmas_type: finalSigmas,
  lambda_min_clipped: clippingOfLambda,
  variance_type: learnedVariance,
  ...spacingOptions('linspace'),
  rescale_betas_zero_snr: rescaleBetas,
  ...dynamicShiftOptions,
};

const call = {
  num_inference_steps: optional(stepCount),
  mu: muArgument,
  timesteps: customTimesteps,
};

type DpmConfig = Config<typeof options>;
type Call = Config<typeof call>;

export const dpmSolverMultistep = defineScheduler({
  name: 'DPMSolverMultistepScheduler',
  doc: 'DPM-Solver++: second- or third-order steps in log-SNR, good pictures in 20 steps or fewer.',
  source: 'schedulers/scheduling_dpmsolver_multistep.py',
  options,
  call,
  order: 1,
  parametrisation: flowOrPreserving,

  train(config) {
    refuseSeveralGrids(config);
    const training = trainSolver(config);
    refuseUnknownSolver(config);
    return training;
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const { num_inference_steps: count, mu } = call;
    const spaced = call.timesteps
      ? toIntegers(call.timesteps)
      : solverTimesteps(config, count, clippedCount(noise, config.lambda_min_clipped));
    const snaps = config.beta_schedule !== 'squaredcos_cap_v2';
    const grid = luGrid(config, noise, count, snaps) ?? solverGrid(config, noise, { count, mu, snaps });
    const { sigmas, timesteps } = grid ?? { sigmas: interpOverIndices(spaced, noise.sigmas), timesteps: spaced };
    return {
      sigmas: append(sigmas, finalSigmaOf(config, noise)),
      timesteps: toIntegers(timesteps),
      numInferenceSteps: timesteps.length,
    };
  },

  sampler(config, run) {
    return dpmMultistepSampler(config, run);
  },
});

/** Evenly in log-SNR; like Karras', the grid snaps to whole timesteps except where the betas end too steeply. */
function luGrid(config: DpmConfig, noise: BetaNoise, count: number | null, snaps: boolean) {
  if (!config.use_lu_lambdas || config.use_karras_sigmas) return null;
  const sigmas = lu(flip(noise.sigmas).map(numpyLog), count ?? 0);
  const timesteps = sigmasToTimesteps(sigmas, noise.sigmas);
  return { sigmas, timesteps: snaps ? round(timesteps) : timesteps };
}

/** @throws NotImplementedError for an unknown algorithm or solver, ValueError for a noise solver that ends at zero */
function refuseUnknownSolver({ algorithm_type, solver_type, final_sigmas_type }: DpmConfig): void {
  refuseUnknownDpmAlgorithm(algorithm_type, algorithms);
  refuseUnknownDpmSolver(solver_type);
  refuseNoiseAtZero(algorithm_type, final_sigmas_type);
}

/** @throws AssertionError, ValueError for arguments that exclude each other or the configuration */
function refuseConflicts(config: DpmConfig, call: Call): void {
  refuseStrayMu(config, isGiven(call, 'mu'));
  requireCountOrTimesteps(call, 20);
  refuseCountAndTimesteps(call);
  refuseTimestepsOnGrid(call, config, grids);
}
