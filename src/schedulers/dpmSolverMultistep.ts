/**
 * DPM-Solver and DPM-Solver++ (Lu et al. 2022), multistep: an exponential integrator in log-SNR.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py.
 */
import { defineScheduler, isGiven, type Config } from './define';
import { dpmMultistepSampler } from './dpmMultistep';
import { finalSigmaOf, type BetaNoise } from './noise';
import { interpOverIndices, round, toIntegers } from './numpy';
import {
  betaOptions,
  customTimesteps,
  finalSigmas,
  flag,
  integer,
  oneOf,
  optional,
  rescaleBetas,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from './options';
import { numpyLog } from './numpyLogarithm';
import { raise } from './python';
import { sigmasToTimesteps } from './sigmaToTimestep';
import { lu, refuseSeveralGrids } from './sigmaTransforms';
import { refuseNoiseAtZero, refuseUnknownName } from './solverNames';
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
} from './solverSchedule';
import { append, flip } from './torch';

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'];
const solvers = ['midpoint', 'heun'];
/** Names of sibling solvers that are read as this class's own. */
const knownElsewhere = { algorithm: ['deis'], solver: ['logrho', 'bh1', 'bh2'] };

const options = {
  ...betaOptions,
  solver_order: integer(2, 'Order of the solver, 1 to 3; 2 is usual with guidance.'),
  prediction_type: solverPrediction,
  ...thresholdingOptions,
  algorithm_type: oneOf(algorithms, 'dpmsolver++', 'What is integrated: data ("++") or noise; "sde" adds fresh noise.'),
  solver_type: oneOf(solvers, 'midpoint', 'How the second-order step is taken.'),
  lower_order_final: flag(true, 'Take the last of fewer than 15 steps at lower order, for stability.'),
  euler_at_final: flag(false, 'Take the last step with Euler’s method.'),
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
  refuseUnknownName('algorithm_type', algorithm_type, algorithms, knownElsewhere.algorithm);
  refuseUnknownName('solver_type', solver_type, solvers, knownElsewhere.solver);
  refuseNoiseAtZero(algorithm_type, final_sigmas_type);
}

/** @throws AssertionError, ValueError for arguments that exclude each other or the configuration */
function refuseConflicts(config: DpmConfig, call: Call): void {
  const count = isGiven(call, 'num_inference_steps');
  const timesteps = isGiven(call, 'timesteps');
  refuseStrayMu(config, isGiven(call, 'mu'));
  if (!count && !timesteps) {
    raise(
      'ValueError',
      'One of num_inference_steps and timesteps must be given.',
      'Pass num_inference_steps, for example set_timesteps(20).',
    );
  }
  if (count && timesteps) {
    raise(
      'ValueError',
      'num_inference_steps and timesteps cannot both be given.',
      'Remove num_inference_steps: the length of timesteps says how many steps there are.',
    );
  }
  const grids = ['use_karras_sigmas', 'use_lu_lambdas', 'use_exponential_sigmas', 'use_beta_sigmas'] as const;
  const grid = grids.find((name) => config[name]);
  if (timesteps && grid) raise('ValueError', `timesteps cannot be given with ${grid}.`, `Remove timesteps or ${grid}.`);
}
