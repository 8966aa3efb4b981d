/**
 * DPM-Solver and DPM-Solver++ (Lu et al. 2022), multistep: an exponential integrator in log-SNR.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py.
 */
import { dpmMultistepSampler } from './dpmMultistep';
import { defineScheduler, isGiven, type Config } from './define';
import { log } from './logarithm';
import { nearest } from './nearest';
import { finalSigmaOf, noiseOf, type BetaNoise } from './noise';
import { interpOverIndices, linspace, round, toIntegers } from './numpy';
import {
  betaOptions,
  customTimesteps,
  finalSigmas,
  flag,
  integer,
  number,
  oneOf,
  optional,
  rescaleBetas,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from './options';
import { raise } from './python';
import { sigmasToTimesteps } from './sigmaToTimestep';
import { chosenGrid, lu, rangeOf, refuseSeveralGrids, shiftFlow } from './sigmaTransforms';
import { spacedWithoutEnd, trainingPositions } from './spacing';
import { sqrt } from './squareRoot';
import { append, flip, map, searchSorted } from './torch';

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'];
const solvers = ['midpoint', 'heun'];
/** Names of sibling solvers that are read as this class's own. */
const knownElsewhere = { algorithm: ['deis'], solver: ['logrho', 'bh1', 'bh2'] };

const options = {
  ...betaOptions,
  solver_order: integer(2, 'Order of the solver, 1 to 3; 2 is usual with guidance.'),
  prediction_type: oneOf(
    ['epsilon', 'sample', 'v_prediction', 'flow_prediction'],
    'epsilon',
    'What the model predicts: the noise, the clean sample, the velocity, or the flow.',
  ),
  ...thresholdingOptions,
  algorithm_type: oneOf(algorithms, 'dpmsolver++', 'What is integrated: data ("++") or noise; "sde" adds fresh noise.'),
  solver_type: oneOf(solvers, 'midpoint', 'How the second-order step is taken.'),
  lower_order_final: flag(true, 'Take the last of fewer than 15 steps at lower order, for stability.'),
  euler_at_final: flag(false, 'Take the last step with Euler’s method.'),
  ...sigmaOptions,
  use_lu_lambdas: flag(false, 'Space steps evenly in log-SNR (Lu et al. 2022).'),
  use_flow_sigmas: flag(false, 'Sample a flow-matching model: sigmas in 0..1.'),
  flow_shift: number(1, 'Moves flow sigmas towards the noise for values above 1.'),
  final_sigmas_type: finalSigmas,
  lambda_min_clipped: number(-Infinity, 'Timesteps with a log-SNR/2 below this are not visited.'),
  variance_type: optional(
    oneOf(['learned', 'learned_range'], 'learned', 'Set for models that predict a variance too.'),
  ),
  ...spacingOptions('linspace'),
  rescale_betas_zero_snr: rescaleBetas,
  use_dynamic_shifting: flag(false, 'Let mu in set_timesteps decide flow_shift.'),
  time_shift_type: oneOf(['exponential'], 'exponential', 'How mu becomes a shift.'),
};

const call = {
  num_inference_steps: optional(stepCount),
  mu: optional(number(0, 'Log of flow_shift, from the picture’s resolution.')),
  timesteps: customTimesteps,
};

type DpmConfig = Config<typeof options>;
type Call = Config<typeof call>;

interface DpmNoise extends BetaNoise {
  /** λ_t = ln α_t − ln σ_t, half the log-SNR. */
  readonly lambda: Float32Array;
}

export const dpmSolverMultistep = defineScheduler({
  name: 'DPMSolverMultistepScheduler',
  doc: 'DPM-Solver++: second- or third-order steps in log-SNR, good pictures in 20 steps or fewer.',
  source: 'schedulers/scheduling_dpmsolver_multistep.py',
  options,
  call,
  order: 1,
  parametrisation: (config) => (config.use_flow_sigmas ? 'flow' : 'vp'),

  train(config) {
    refuseSeveralGrids(config);
    const noise = noiseOf(config, { keepFinite: true });
    refuseUnknownSolver(config);
    const alphaT = map(noise.alphasCumprod, sqrt);
    const sigmaT = map(noise.alphasCumprod, (alpha) => sqrt(Math.fround(1 - alpha)));
    const lambdaT = alphaT.map((alpha, i) => log(alpha) - log(sigmaT[i]));
    return {
      noise: { ...noise, lambda: lambdaT },
      ...(config.use_flow_sigmas ? { curve: flowLevels(config.num_train_timesteps) } : {}),
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        alphaT,
        sigmaT,
        lambdaT,
        sigmas: noise.sigmas,
        initNoiseSigma: 1,
        timesteps: Float32Array.from(trainingPositions(config.num_train_timesteps)),
      },
    };
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const spaced = call.timesteps
      ? toIntegers(call.timesteps)
      : spacedTimesteps(config, noise, call.num_inference_steps);
    const { sigmas, timesteps } = regridded(config, noise, call) ?? {
      sigmas: interpOverIndices(spaced, noise.sigmas),
      timesteps: spaced,
    };
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

/** Whole timesteps, those of too little signal left out. */
function spacedTimesteps(config: DpmConfig, { lambda }: DpmNoise, count: number | null): Int32Array {
  const clipped = searchSorted(flip(lambda), config.lambda_min_clipped);
  return toIntegers(spacedWithoutEnd(config, count ?? 0, config.num_train_timesteps - clipped));
}

/** Sigmas of another grid over the whole training range, and the timesteps they were trained at; null for none. */
function regridded(config: DpmConfig, noise: BetaNoise, call: Call) {
  const grid = chosenGrid(config);
  const count = call.num_inference_steps ?? 0;
  if (config.use_karras_sigmas && grid) return roundedOnGrid(config, noise, grid(fullRange(noise), count));
  if (config.use_lu_lambdas) return roundedOnGrid(config, noise, lu(flip(noise.sigmas).map(Math.log), count));
  if (grid) {
    const sigmas = grid(fullRange(noise), count);
    return { sigmas, timesteps: sigmasToTimesteps(sigmas, noise.sigmas) };
  }
  if (!config.use_flow_sigmas) return null;
  const shift = call.mu === null ? config.flow_shift : Math.exp(call.mu);
  return flowGrid(config.num_train_timesteps, call.num_inference_steps, shift);
}

const fullRange = ({ sigmas }: BetaNoise) => rangeOf(flip(sigmas));

/** Karras and Lu grids snap to whole timesteps, except on the cosine schedule, which is too steep at its end. */
function roundedOnGrid(config: DpmConfig, noise: BetaNoise, sigmas: Float64Array) {
  const timesteps = sigmasToTimesteps(sigmas, noise.sigmas);
  return { sigmas, timesteps: config.beta_schedule === 'squaredcos_cap_v2' ? timesteps : round(timesteps) };
}

/** Flow sigmas from pure noise down, evenly spaced before the shift; the last of count + 1 is left out. */
function flowGrid(trained: number, count: number | null, shift: number) {
  if (count === null) {
    raise('TypeError', 'num_inference_steps is None', 'Pass num_inference_steps: flow sigmas ignore custom timesteps.');
  }
  const sigmas = flip(linspace(1, 1 / trained, count + 1).map((alpha) => shiftFlow(1 - alpha, shift))).slice(0, -1);
  return { sigmas, timesteps: sigmas.map((sigma) => sigma * trained) };
}

/** A flow-matching model was trained on all of 0..1. */
function flowLevels(count: number) {
  return { betas: null, alphasCumprod: null, sigmas: Float32Array.from({ length: count }, (_, t) => (t + 1) / count) };
}

/** @throws NotImplementedError for an unknown algorithm or solver, ValueError for a noise solver that ends at zero */
function refuseUnknownSolver({ algorithm_type, solver_type, final_sigmas_type }: DpmConfig): void {
  refuseUnknown('algorithm_type', algorithm_type, algorithms, knownElsewhere.algorithm);
  refuseUnknown('solver_type', solver_type, solvers, knownElsewhere.solver);
  if (!algorithm_type.endsWith('dpmsolver++') && final_sigmas_type === 'zero') {
    raise(
      'ValueError',
      `final_sigmas_type "zero" is not supported for algorithm_type "${algorithm_type}"`,
      'Use final_sigmas_type="sigma_min", or algorithm_type="dpmsolver++".',
    );
  }
}

function refuseUnknown(option: string, value: string, choices: readonly string[], elsewhere: readonly string[]): void {
  if (choices.includes(value) || elsewhere.includes(value)) return;
  const all = `Use one of ${choices.map((choice) => `"${choice}"`).join(', ')}.`;
  raise('NotImplementedError', `${option} "${value}" is not implemented`, nearest(value, choices) ?? all);
}

/** @throws AssertionError, ValueError for arguments that exclude each other or the configuration */
function refuseConflicts(config: DpmConfig, call: Call): void {
  const count = isGiven(call, 'num_inference_steps');
  const timesteps = isGiven(call, 'timesteps');
  if (isGiven(call, 'mu') && !(config.use_dynamic_shifting && config.time_shift_type === 'exponential')) {
    raise('AssertionError', 'mu needs dynamic shifting', 'Set use_dynamic_shifting=True, or leave mu out.');
  }
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
