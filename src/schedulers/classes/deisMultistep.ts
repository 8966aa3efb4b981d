/**
 * DEIS, the diffusion exponential integrator sampler (Zhang & Chen 2022): Adams-Bashforth steps in log ρ.
 * Source: diffusers, schedulers/scheduling_deis_multistep.py.
 */
import { defineScheduler, isGiven } from '../definition/define';
import { deisSampler } from '../families/exponentialIntegrators/deisSteps';
import { lowerOrderFinal, solverOrder } from '../families/exponentialIntegrators/dpmOptions';
import {
  betaOptions,
  oneOf,
  required,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { refuseUnknownName } from '../families/exponentialIntegrators/solverNames';
import {
  dynamicShiftOptions,
  flowOrPreserving,
  flowSigmaOptions,
  muArgument,
  refuseStrayMu,
  solverGrid,
  solverPrediction,
  solverTimesteps,
  stepsAboveZero,
  trainSolver,
} from '../families/exponentialIntegrators/solverSchedule';

export const deisMultistep = defineScheduler({
  name: 'DEISMultistepScheduler',
  doc: 'An exponential integrator with a polynomial through earlier model outputs: good pictures in 10 to 20 steps.',
  source: 'schedulers/scheduling_deis_multistep.py',
  options: {
    ...betaOptions,
    solver_order: solverOrder,
    prediction_type: solverPrediction,
    ...thresholdingOptions,
    algorithm_type: oneOf(['deis'], 'deis', 'Which integrator; there is one only.'),
    solver_type: oneOf(['logrho'], 'logrho', 'In what the polynomial is: log ρ.'),
    lower_order_final: lowerOrderFinal,
    ...sigmaOptions,
    ...flowSigmaOptions,
    ...spacingOptions('linspace'),
    ...dynamicShiftOptions,
  },
  call: { num_inference_steps: required(stepCount), mu: muArgument },
  order: 1,
  parametrisation: flowOrPreserving,

  train(config) {
    refuseSeveralGrids(config);
    const training = trainSolver(config);
    refuseUnknownName('algorithm_type', config.algorithm_type, ['deis'], ['dpmsolver', 'dpmsolver++']);
    refuseUnknownName('solver_type', config.solver_type, ['logrho'], ['midpoint', 'heun', 'bh1', 'bh2']);
    return training;
  },

  infer(config, { noise }, call) {
    refuseStrayMu(config, isGiven(call, 'mu'));
    const { num_inference_steps: count, mu } = call;
    const spaced = solverTimesteps(config, count);
    return stepsAboveZero(solverGrid(config, noise, { count, mu }), spaced, noise);
  },

  sampler: (config, run) => deisSampler(config, run),
});
