/**
 * DPM-Solver run backwards, from a picture to the noise it would come from (Hertz et al. 2022; Wallace et al. 2022).
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep_inverse.py.
 */
import { defineScheduler } from './define';
import { dpmMultistepSampler } from './dpmMultistep';
import { sigmaOf } from './noise';
import { interpOverIndices, toIntegers } from './numpy';
import {
  betaOptions,
  flag,
  integer,
  oneOf,
  optional,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from './options';
import { at } from './python';
import { rangeOf, refuseSeveralGrids } from './sigmaTransforms';
import { refuseUnknownName } from './solverNames';
import {
  clippedCount,
  clippingOfLambda,
  flowOrPreserving,
  flowSigmaOptions,
  learnedVariance,
  requireCount,
  solverGrid,
  solverPrediction,
  trainSolver,
  withLastTwice,
} from './solverSchedule';
import { spacedUpwards } from './spacing';
import { append, flip } from './torch';

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'];
const solvers = ['midpoint', 'heun'];

export const dpmSolverMultistepInverse = defineScheduler({
  name: 'DPMSolverMultistepInverseScheduler',
  doc: 'DPM-Solver from the picture to the noise, to edit pictures: timesteps and sigmas rise.',
  source: 'schedulers/scheduling_dpmsolver_multistep_inverse.py',
  options: {
    ...betaOptions,
    solver_order: integer(2, 'Order of the solver, 1 to 3; 2 is usual with guidance.'),
    prediction_type: solverPrediction,
    ...thresholdingOptions,
    algorithm_type: oneOf(
      algorithms,
      'dpmsolver++',
      'What is integrated: data ("++") or noise; "sde" adds fresh noise.',
    ),
    solver_type: oneOf(solvers, 'midpoint', 'How the second-order step is taken.'),
    lower_order_final: flag(true, 'Take the last of fewer than 15 steps at lower order, for stability.'),
    euler_at_final: flag(false, 'Take the last step with Euler’s method.'),
    ...sigmaOptions,
    ...flowSigmaOptions,
    lambda_min_clipped: clippingOfLambda,
    variance_type: learnedVariance,
    ...spacingOptions('linspace'),
  },
  call: { num_inference_steps: optional(stepCount) },
  order: 1,
  parametrisation: flowOrPreserving,

  train(config) {
    refuseSeveralGrids(config);
    const { state, ...training } = trainSolver(config);
    refuseUnknownName('algorithm_type', config.algorithm_type, algorithms, ['deis']);
    refuseUnknownName('solver_type', config.solver_type, solvers, ['logrho', 'bh1', 'bh2']);
    return { ...training, state: { ...state, timesteps: flip(state.timesteps) } };
  },

  infer(config, { noise }, { num_inference_steps }) {
    const count = requireCount(num_inference_steps);
    const end = config.num_train_timesteps - clippedCount(noise, config.lambda_min_clipped);
    const spaced = toIntegers(spacedUpwards(config, count, end));
    const grid = solverGrid(config, noise, { count, range: rangeOf(noise.sigmas, config) });
    const timesteps = toIntegers([...new Set(grid?.timesteps ?? spaced)]);
    const noisiest = () => sigmaOf(at(noise.alphasCumprod, end - 1));
    return {
      sigmas: grid ? withLastTwice(grid.sigmas) : append(interpOverIndices(spaced, noise.sigmas), noisiest()),
      timesteps,
      numInferenceSteps: timesteps.length,
      noisiestTimestep: end - 1,
    };
  },

  sampler(config, run) {
    // `step` does not hand the noise on to the third-order update.
    return dpmMultistepSampler(config, run, { lacksStochasticThird: true });
  },
});
