/**
 * DPM-Solver++ (Lu et al. 2022), multistep, for models with EDM preconditioning (Karras et al. 2022).
 * Source: diffusers, schedulers/scheduling_edm_dpmsolver_multistep.py.
 */
import { defineScheduler } from '../definition/define';
import { multistepSampler } from '../families/exponentialIntegrators/dpmMultistep';
import {
  dpmSolverType,
  eulerAtFinal,
  lowerOrderFinal,
  refuseUnknownDpmAlgorithm,
  refuseUnknownDpmSolver,
  solverOrder,
} from '../families/exponentialIntegrators/dpmOptions';
import {
  edmOptions,
  preconditionedLevels,
  preconditionedOutput,
  preconditionedTarget,
  quarterLogs,
  unscaledLevel,
} from '../families/edm/preconditioning';
import { edmSolver, inferEdmSolver, trainEdmSolver } from '../families/edm/edmSolver';
import { oneOf, thresholdingOptions } from '../options/options';
import { refuseNoiseAtZero } from '../families/exponentialIntegrators/solverNames';
import { thresholdOf } from '../prediction/thresholding';

const algorithms = ['dpmsolver++', 'sde-dpmsolver++'];

export const edmDpmSolverMultistep = defineScheduler({
  name: 'EDMDPMSolverMultistepScheduler',
  doc: 'DPM-Solver++ for models that are trained as in EDM, such as Playground v2.5.',
  source: 'schedulers/scheduling_edm_dpmsolver_multistep.py',
  options: {
    ...edmOptions,
    prediction_type: oneOf(['epsilon', 'sample', 'v_prediction'], 'epsilon', edmOptions.prediction_type.doc),
    solver_order: solverOrder,
    ...thresholdingOptions,
    algorithm_type: oneOf(algorithms, 'dpmsolver++', 'What is integrated: the data; "sde" adds fresh noise.'),
    solver_type: dpmSolverType,
    lower_order_final: lowerOrderFinal,
    euler_at_final: eulerAtFinal,
  },
  ...edmSolver,

  train(config) {
    refuseUnknownDpmAlgorithm(config.algorithm_type, algorithms);
    refuseUnknownDpmSolver(config.solver_type);
    refuseNoiseAtZero(config.algorithm_type, config.final_sigmas_type);
    return trainEdmSolver(config, quarterLogs);
  },

  infer: (config, _training, { num_inference_steps }) => inferEdmSolver(config, num_inference_steps, quarterLogs),

  levels: (config, { state }) => preconditionedLevels(state, config.sigma_data),
  target: preconditionedTarget,

  sampler(config, run) {
    const denoise = preconditionedOutput(config);
    const limit = thresholdOf(config, run.shape) ?? ((clean) => clean);
    return multistepSampler(config, run, {
      levelOf: unscaledLevel,
      convert: (output, { sigma }) => limit(denoise(output, sigma)),
      lacksStochasticThird: true,
    });
  },
});
