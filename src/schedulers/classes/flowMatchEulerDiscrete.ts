/**
 * Euler steps along a rectified flow (Liu et al. 2022; Esser et al. 2024, SD3): x_t = (1 − σ)·x0 + σ·ε.
 * Source: diffusers, schedulers/scheduling_flow_match_euler_discrete.py.
 */
import { defineScheduler } from '../definition/define';
import { flowCall, flowOptions, inferFlow, trainFlow } from '../families/flow/flowMatching';
import { flowClean, flowNoised, flowStep, unusedChurnArguments } from '../families/flow/flowStep';
import { flag } from '../options/options';
import { at } from '../arithmetic/python';

export const flowMatchEulerDiscrete = defineScheduler({
  name: 'FlowMatchEulerDiscreteScheduler',
  doc: 'Euler’s method on a rectified flow (SD3, FLUX and others): straight lines from noise to picture.',
  source: 'schedulers/scheduling_flow_match_euler_discrete.py',
  options: {
    ...flowOptions,
    stochastic_sampling: flag(false, 'Predict the clean sample and draw fresh noise at every step.'),
  },
  call: flowCall,
  order: 1,
  parametrisation: () => 'flow',
  train: trainFlow,
  infer: inferFlow,

  stepArguments: unusedChurnArguments,

  sampler(config, { state: { sigmas } }) {
    return {
      step({ index, sample, output }, draw) {
        const [sigma, next] = [sigmas[index], at(sigmas, index + 1)];
        return config.stochastic_sampling
          ? flowNoised(flowClean(sample, output, sigma), draw(), next)
          : flowStep(sample, output, sigma, next);
      },
    };
  },
});
