/**
 * SA-Solver (Xue et al. 2023): stochastic Adams steps, a predictor and a corrector, for diffusion SDEs.
 * Source: diffusers, schedulers/scheduling_sasolver.py.
 */
import { defineScheduler } from '../definition/define';
import { lowerOrderFinal } from '../families/exponentialIntegrators/dpmOptions';
import type { Option } from '../options/option';
import {
  betaOptions,
  integer,
  oneOf,
  optional,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { saSampler } from '../families/exponentialIntegrators/saSolverSteps';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { refuseUnknownName } from '../families/exponentialIntegrators/solverNames';
import {
  clippedCount,
  clippingOfLambda,
  flowOrPreserving,
  flowSigmaOptions,
  learnedVariance,
  solverGrid,
  solverPrediction,
  solverTimesteps,
  stepsAboveZero,
  trainSolver,
} from '../families/exponentialIntegrators/solverSchedule';

const algorithms = ['data_prediction', 'noise_prediction'];

const tauFunction: Option<string | null> = {
  type: 'text',
  default: null,
  nullable: true,
  doc: 'A function from the timestep to the share of fresh noise; 1 between 200 and 800 unless given.',
};

export const saSolver = defineScheduler({
  name: 'SASolverScheduler',
  doc: 'Stochastic Adams steps with predictor and corrector: fresh noise in the middle of the run only.',
  source: 'schedulers/scheduling_sasolver.py',
  options: {
    ...betaOptions,
    predictor_order: integer(2, 'Order of the predictor, 1 to 4.'),
    corrector_order: integer(2, 'Order of the corrector, 1 to 4.'),
    prediction_type: solverPrediction,
    tau_func: tauFunction,
    ...thresholdingOptions,
    algorithm_type: oneOf(algorithms, 'data_prediction', 'What is integrated: the clean sample or the noise.'),
    lower_order_final: lowerOrderFinal,
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
    const training = trainSolver(config);
    refuseUnknownName('algorithm_type', config.algorithm_type, algorithms);
    return training;
  },

  infer(config, { noise }, { num_inference_steps: count }) {
    const spaced = solverTimesteps(config, count, clippedCount(noise, config.lambda_min_clipped));
    return stepsAboveZero(solverGrid(config, noise, { count }), spaced, noise);
  },

  sampler: (config, run) => saSampler(config, run),
});
