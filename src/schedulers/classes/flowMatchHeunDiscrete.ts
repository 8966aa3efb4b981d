/**
 * Heun's method along a rectified flow: second order, two model calls a step (Karras et al. 2022, algorithm 2, on a flow).
 * Source: diffusers, schedulers/scheduling_flow_match_heun_discrete.py.
 */
import { churnArguments, churned } from '../families/kDiffusion/churn';
import { defineScheduler } from '../definition/define';
import { slope as slopeOf } from '../families/kDiffusion/eulerStep';
import { evenOver, flowOptions, shiftedTraining } from '../families/flow/flowMatching';
import { shifted } from '../noise/flowShift';
import { flowClean } from '../families/flow/flowStep';
import { number, required, stepCount } from '../options/options';
import { at } from '../arithmetic/python';
import { rangeOf } from '../noise/sigmaGrids';
import { combine, scaled } from '../arithmetic/tensor';
import { append, flip, map } from '../arithmetic/torch';
import { doubled, doubledBetweenEnds } from '../families/kDiffusion/twoStage';

const { fround } = Math;

export const flowMatchHeunDiscrete = defineScheduler({
  name: 'FlowMatchHeunDiscreteScheduler',
  doc: 'Heun’s method on a rectified flow: each step but the last is corrected by a second model call.',
  source: 'schedulers/scheduling_flow_match_heun_discrete.py',
  options: {
    num_train_timesteps: flowOptions.num_train_timesteps,
    shift: number(1, 'Moves sigmas towards the noise for values above 1; applied once more to the steps.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 2,
  parametrisation: () => 'flow',

  train: ({ num_train_timesteps, shift }) => shiftedTraining(num_train_timesteps, shift),

  infer(config, { noise }, { num_inference_steps }) {
    const even = evenOver(rangeOf(flip(noise.sigmas)), config.num_train_timesteps, num_inference_steps);
    const sigmas = Float32Array.from(shifted(even, config.shift));
    return {
      sigmas: Float32Array.from(doubledBetweenEnds(append(sigmas, 0))),
      timesteps: Float32Array.from(doubled(map(sigmas, (sigma) => sigma * config.num_train_timesteps))),
      numInferenceSteps: num_inference_steps,
    };
  },

  stepArguments: churnArguments,

  sampler(_config, { state: { sigmas } }, churn) {
    /** The first half of a step, until the second has corrected it. */
    let begun: { from: Float32Array; slope: Float32Array; drop: number } | null = null;
    return {
      step({ index, sample, output }, draw) {
        const [sigma, next] = begun ? [sigmas[index - 1], sigmas[index]] : [sigmas[index], at(sigmas, index + 1)];
        const { raised, from } = churned(sample, sigma, sigmas.length - 1, churn, draw);
        if (!begun) {
          const slope = slopeOf(from, flowClean(from, output, sigma), raised);
          begun = { from, slope, drop: fround(next - raised) };
          return combine([1, from], [begun.drop, slope]);
        }
        const slope = slopeOf(from, flowClean(from, output, next), next);
        const mean = scaled(combine([1, begun.slope], [1, slope]), 0.5);
        const corrected = combine([1, begun.from], [begun.drop, mean]);
        begun = null;
        return corrected;
      },
    };
  },
});
