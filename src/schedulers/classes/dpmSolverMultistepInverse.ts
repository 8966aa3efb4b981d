/**
 * DPM-Solver run backwards, from a picture to the noise it would come from (Hertz et al. 2022; Wallace et al. 2022).
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep_inverse.py.
 */
import { requireCount } from '../noise/customTimesteps';
import { defineScheduler } from '../definition/define';
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
import { sigmaOf } from '../noise/betaNoise';
import { interpOverIndices, toIntegers } from '../arithmetic/numpy';
import {
  betaOptions,
  optional,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { at } from '../arithmetic/python';
import { rangeOf, refuseSeveralGrids } from '../noise/sigmaGrids';
import {
  clippedCount,
  clippingOfLambda,
  flowOrPreserving,
  flowSigmaOptions,
  learnedVariance,
  solverGrid,
  solverPrediction,
  trainSolver,
  withLastTwice,
} from '../families/exponentialIntegrators/solverSchedule';
import { spacedUpwards } from '../noise/spacing';
import { append, flip } from '../arithmetic/torch';

const algorithms = ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'];

export const dpmSolverMultistepInverse = defineScheduler({
  name: 'DPMSolverMultistepInverseScheduler',
  doc: 'DPM-Solver from the picture to the noise, to edit pictures: timesteps and sigmas rise.',
  source: 'schedulers/scheduling_dpmsolver_multistep_inverse.py',
  options: {
    ...betaOptions,
    solver_order: solverOrder,
    prediction_type: solverPrediction,
    ...thresholdingOptions,
    algorithm_type: dpmAlgorithm(algorithms),
    solver_type: dpmSolverType,
    lower_order_final: lowerOrderFinal,
    euler_at_final: eulerAtFinal,
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
    refuseUnknownDpmAlgorithm(config.algorithm_type, algorithms);
    refuseUnknownDpmSolver(config.solver_type);
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
