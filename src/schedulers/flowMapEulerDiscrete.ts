/**
 * Steps of a flow map, a model that jumps from any noise level to any lower one (AnyFlow, arXiv:2605.13724).
 * Source: diffusers, schedulers/scheduling_flow_map_euler_discrete.py.
 */
import { defineScheduler } from './define';
import { countOfGiven, flowOptions } from './flowMatching';
import { shifted } from './flowShift';
import { number, numbers, optional, stepCount } from './options';
import { raise } from './python';
import { flip, linspaceDouble } from './torch';

export const flowMapEulerDiscrete = defineScheduler({
  name: 'FlowMapEulerDiscreteScheduler',
  doc: 'For flow-map models, which may jump from any noise level to any other: one to eight steps.',
  source: 'schedulers/scheduling_flow_map_euler_discrete.py',
  options: {
    num_train_timesteps: flowOptions.num_train_timesteps,
    shift: number(1, 'Moves sigmas towards the noise for values above 1.'),
  },
  call: {
    num_inference_steps: optional(stepCount),
    sigmas: numbers('The sigmas themselves, from 1 down, without the final 0; they are still shifted.'),
    timesteps: numbers('The timesteps themselves; they are still shifted.'),
  },
  order: 1,
  parametrisation: () => 'flow',

  train(config) {
    const trained = config.num_train_timesteps;
    const state = stateAt(evenly(trained), config);
    const levels = flip(state.sigmas.subarray(0, -1));
    return { noise: { betas: null, alphasCumprod: null, sigmas: Float32Array.from(levels) }, state };
  },

  infer(config, _training, { num_inference_steps, sigmas, timesteps }) {
    const count = countOfGiven(num_inference_steps, sigmas, timesteps);
    if (count === null) {
      raise('ValueError', 'num_inference_steps is None', 'Pass num_inference_steps, for example set_timesteps(4).');
    }
    const given = sigmas ?? timesteps?.map((t) => t / config.num_train_timesteps);
    return { ...stateAt(given ? Float64Array.from(given) : evenly(count), config), numInferenceSteps: count };
  },
});

/** From 1 down by even steps; 0, where the last step ends, is left out. */
const evenly = (count: number): Float64Array => linspaceDouble(1, 0, count + 1).slice(0, -1);

/** Everything stays in float64 here. */
function stateAt(sigmas: Float64Array, config: { readonly num_train_timesteps: number; readonly shift: number }) {
  const moved = shifted(sigmas, config.shift);
  return {
    sigmas: Float64Array.of(...moved, 0),
    timesteps: moved.map((sigma) => sigma * config.num_train_timesteps),
    numInferenceSteps: moved.length,
  };
}
