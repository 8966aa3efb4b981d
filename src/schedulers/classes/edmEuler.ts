/**
 * Euler steps for models with EDM preconditioning (Karras et al. 2022, algorithm 2).
 * Source: diffusers, schedulers/scheduling_edm_euler.py.
 */
import { requireCount } from '../noise/customTimesteps';
import { churnArguments, churned } from '../families/kDiffusion/churn';
import { defineScheduler, given, type Config } from '../definition/define';
import {
  edmAttributes,
  edmNoise,
  edmOptions,
  edmSigmas,
  preconditionedLevels,
  preconditionedOutput,
  preconditionedTarget,
  quarterLogs,
  refuseUnknownSigmaSchedule,
} from '../families/edm/preconditioning';
import { eulerStep } from '../families/kDiffusion/eulerStep';
import { endingAt } from '../noise/betaNoise';
import { numbers, optional, stepCount } from '../options/options';
import { at, raise } from '../arithmetic/python';
import { append, linspaceDouble } from '../arithmetic/torch';

const call = {
  num_inference_steps: optional(stepCount),
  sigmas: numbers('The position of each step on the grid, from 0 (most noise) to 1, as a tensor.'),
};

type EdmEulerConfig = Config<typeof edmOptions>;

export const edmEuler = defineScheduler({
  name: 'EDMEulerScheduler',
  doc: 'Euler’s method for models that are trained as in EDM, such as Playground v2.5.',
  source: 'schedulers/scheduling_edm_euler.py',
  options: edmOptions,
  call,
  order: 1,
  parametrisation: () => 've',

  train(config) {
    refuseUnknownSigmaSchedule(config.sigma_schedule);
    const count = config.num_train_timesteps;
    const ramp = Float64Array.from({ length: Math.max(0, count + 1) }, (_, i) => i / count);
    const state = stateAt(config, ramp);
    return { noise: edmNoise(state.sigmas.subarray(0, -1), state.timesteps), state };
  },

  infer(config, _training, { num_inference_steps, sigmas, [given]: raw }) {
    if (Array.isArray(raw['sigmas']) || raw['sigmas'] instanceof Float64Array) {
      raise('AttributeError', "'list' object has no attribute 'to'", 'Pass sigmas as a tensor.');
    }
    const counted = num_inference_steps === null ? {} : { numInferenceSteps: num_inference_steps };
    return {
      ...stateAt(
        config,
        sigmas ? Float64Array.from(sigmas) : linspaceDouble(0, 1, requireCount(num_inference_steps, 30)),
      ),
      ...counted,
    };
  },

  levels: (config, { state }) => preconditionedLevels(state, config.sigma_data),
  target: preconditionedTarget,
  stepArguments: churnArguments,

  sampler(config, { state: { sigmas } }, churn) {
    const denoise = preconditionedOutput(config);
    return {
      step({ index, sample, output }, draw) {
        const { raised, from } = churned(sample, sigmas[index], sigmas.length - 1, churn, draw);
        return eulerStep(from, denoise({ sample: from, output }, raised), raised, at(sigmas, index + 1));
      },
    };
  },
});

function stateAt(config: EdmEulerConfig, ramp: Float64Array) {
  const sigmas = edmSigmas(config, ramp);
  const end = endingAt(config, () => at(sigmas, -1));
  return { ...edmAttributes(config), sigmas: append(sigmas, end), timesteps: quarterLogs(sigmas) };
}
