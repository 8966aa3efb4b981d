/**
 * Euler steps along a rectified flow (Liu et al. 2022; Esser et al. 2024, SD3): x_t = (1 − σ)·x0 + σ·ε.
 * Source: diffusers, schedulers/scheduling_flow_match_euler_discrete.py.
 */
import { defineScheduler } from './define';
import { flowCall, flowOptions, inferFlow, trainFlow } from './flowMatching';
import { flag } from './options';

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
});
