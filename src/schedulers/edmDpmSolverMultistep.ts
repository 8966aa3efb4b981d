/**
 * DPM-Solver++ (Lu et al. 2022), multistep, for models with EDM preconditioning (Karras et al. 2022).
 * Source: diffusers, schedulers/scheduling_edm_dpmsolver_multistep.py.
 */
import { defineScheduler } from './define';
import { multistepSampler } from './dpmMultistep';
import {
  edmAttributes,
  edmNoise,
  edmOptions,
  edmSigmas,
  preconditionedLevels,
  preconditionedOutput,
  preconditionedTarget,
  quarterLogs,
  unscaledLevel,
} from './edm';
import { endingAt } from './noise';
import { flag, integer, oneOf, optional, stepCount, thresholdingOptions } from './options';
import { requireCount } from './solverSchedule';
import { refuseNoiseAtZero, refuseUnknownName } from './solverNames';
import { thresholdOf } from './thresholding';
import { append, linspace } from './torch';

const algorithms = ['dpmsolver++', 'sde-dpmsolver++'];
const solvers = ['midpoint', 'heun'];

export const edmDpmSolverMultistep = defineScheduler({
  name: 'EDMDPMSolverMultistepScheduler',
  doc: 'DPM-Solver++ for models that are trained as in EDM, such as Playground v2.5.',
  source: 'schedulers/scheduling_edm_dpmsolver_multistep.py',
  options: {
    ...edmOptions,
    prediction_type: oneOf(['epsilon', 'sample', 'v_prediction'], 'epsilon', edmOptions.prediction_type.doc),
    solver_order: integer(2, 'Order of the solver, 1 to 3; 2 is usual with guidance.'),
    ...thresholdingOptions,
    algorithm_type: oneOf(algorithms, 'dpmsolver++', 'What is integrated: the data; "sde" adds fresh noise.'),
    solver_type: oneOf(solvers, 'midpoint', 'How the second-order step is taken.'),
    lower_order_final: flag(true, 'Take the last of fewer than 15 steps at lower order, for stability.'),
    euler_at_final: flag(false, 'Take the last step with Euler’s method.'),
  },
  call: { num_inference_steps: optional(stepCount) },
  order: 1,
  parametrisation: () => 've',

  train(config) {
    refuseUnknownName('algorithm_type', config.algorithm_type, algorithms, ['deis']);
    refuseUnknownName('solver_type', config.solver_type, solvers, ['logrho', 'bh1', 'bh2']);
    refuseNoiseAtZero(config.algorithm_type, config.final_sigmas_type);
    const sigmas = edmSigmas(config, linspace(0, 1, config.num_train_timesteps));
    const timesteps = quarterLogs(sigmas);
    return {
      noise: edmNoise(sigmas, timesteps),
      state: { ...edmAttributes(config), sigmas: append(sigmas, 0), timesteps },
    };
  },

  infer(config, _training, { num_inference_steps }) {
    const count = requireCount(num_inference_steps);
    const sigmas = edmSigmas(config, linspace(0, 1, count));
    return {
      sigmas: append(
        sigmas,
        endingAt(config, () => config.sigma_min),
      ),
      timesteps: quarterLogs(sigmas),
      numInferenceSteps: count,
    };
  },

  levels: (config, { state }) => preconditionedLevels(state, config.sigma_data),
  target: preconditionedTarget,

  sampler(config, run) {
    const denoise = preconditionedOutput(config);
    const limit = thresholdOf(config, run.shape) ?? ((clean) => clean);
    return multistepSampler(config, run, {
      levelOf: unscaledLevel,
      convert: (said, { sigma }) => limit(denoise(said, sigma)),
      lacksStochasticThird: true,
    });
  },
});
