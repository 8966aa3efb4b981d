/**
 * The stochastic DPM-Solver++ (Lu et al. 2022) of Stable Audio (Evans et al. 2024), whose timesteps are 2/π·atan σ.
 * Source: diffusers, schedulers/scheduling_cosine_dpmsolver_multistep.py.
 */
import { defineScheduler } from '../definition/define';
import { multistepSampler } from '../families/exponentialIntegrators/dpmMultistep';
import {
  dpmSolverType,
  eulerAtFinal,
  lowerOrderFinal,
  refuseUnknownDpmSolver,
} from '../families/exponentialIntegrators/dpmOptions';
import {
  edmOptions,
  preconditionedLevels,
  preconditionedOutput,
  preconditionedTarget,
  unscaledLevel,
} from '../families/edm/preconditioning';
import { edmSolver, inferEdmSolver, trainEdmSolver } from '../families/edm/edmSolver';
import { integer, number, oneOf } from '../options/options';
import { map } from '../arithmetic/torch';

const { fround } = Math;

export const cosineDpmSolverMultistep = defineScheduler({
  name: 'CosineDPMSolverMultistepScheduler',
  doc: 'Stochastic DPM-Solver++ on the cosine-shaped noise levels of Stable Audio.',
  source: 'schedulers/scheduling_cosine_dpmsolver_multistep.py',
  options: {
    ...edmOptions,
    sigma_min: number(0.3, edmOptions.sigma_min.doc),
    sigma_max: number(500, edmOptions.sigma_max.doc),
    sigma_data: number(1, edmOptions.sigma_data.doc),
    sigma_schedule: oneOf(['exponential', 'karras'], 'exponential', edmOptions.sigma_schedule.doc),
    solver_order: integer(2, 'Order of the solver, 1 or 2.'),
    prediction_type: oneOf(['epsilon', 'sample', 'v_prediction'], 'v_prediction', edmOptions.prediction_type.doc),
    solver_type: dpmSolverType,
    lower_order_final: lowerOrderFinal,
    euler_at_final: eulerAtFinal,
  },
  ...edmSolver,

  train(config) {
    refuseUnknownDpmSolver(config.solver_type);
    return trainEdmSolver(config, angles);
  },

  infer: (config, _training, { num_inference_steps }) => inferEdmSolver(config, num_inference_steps, angles),

  levels: (config, { state }) => preconditionedLevels(state, config.sigma_data),
  target: preconditionedTarget,

  sampler(config, run) {
    const { solver_order, solver_type, lower_order_final, euler_at_final, final_sigmas_type } = config;
    const stochastic = { algorithm_type: 'sde-dpmsolver++', solver_order, solver_type };
    const denoise = preconditionedOutput(config);
    return multistepSampler({ ...stochastic, lower_order_final, euler_at_final, final_sigmas_type }, run, {
      levelOf: unscaledLevel,
      convert: (output, { sigma }) => denoise(output, sigma),
      lacksStochasticThird: true,
    });
  },
});

/** 2/π·atan σ, float32. */
const angles = (sigmas: Float32Array): Float32Array =>
  map(sigmas, (sigma) => 2 * fround(fround(Math.atan(sigma)) / fround(Math.PI)));
