/**
 * Steps of a flow map, a model that jumps from any noise level to any lower one (AnyFlow, arXiv:2605.13724).
 * Source: diffusers, schedulers/scheduling_flow_map_euler_discrete.py.
 */
import { defineScheduler } from '../definition/define';
import { countOfGiven, flowOptions } from '../families/flow/flowMatching';
import { shifted } from '../noise/flowShift';
import { number, numbers, optional, stepCount } from '../options/options';
import { raise } from '../arithmetic/python';
import { flip, linspaceDouble } from '../arithmetic/torch';

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
  beginsAtFirst: true,
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

  stepArguments: { r_timestep: optional(number(0, 'The timestep to jump to, if not the next of the schedule.')) },

  sampler({ num_train_timesteps }, { state: { sigmas, timesteps } }, { r_timestep }) {
    const target = r_timestep === null ? null : levelAt(r_timestep, { sigmas, timesteps }, num_train_timesteps);
    return {
      step({ index, sample, output }) {
        const drop = sigmas[index] - (target ?? sigmas[index + 1]);
        return sample.map((x, i) => x - drop * output[i]);
      },
    };
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

/** The sigma of the nearest of the schedule's timesteps, or of a timestep between them. */
function levelAt(timestep: number, grid: { sigmas: Float64Array; timesteps: Float64Array }, trained: number): number {
  const distances = Array.from(grid.timesteps, (t) => Math.abs(t - timestep));
  const nearest = distances.indexOf(Math.min(...distances));
  return distances[nearest] > 1e-3 ? timestep / trained : grid.sigmas[nearest];
}
