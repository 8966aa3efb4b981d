/**
 * Latent consistency sampling (Luo et al. 2023) on a rectified flow: predict the picture, then add fresh noise.
 * Source: diffusers, schedulers/scheduling_flow_match_lcm.py.
 */
import { defineScheduler } from '../definition/define';
import { flowCall, flowOptions, inferFlow, trainFlow } from '../families/flow/flowMatching';
import { flowClean, flowNoised } from '../families/flow/flowStep';
import { numbers, oneOf } from '../options/options';
import { at, raise } from '../arithmetic/python';

const upscaleModes = ['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area', 'nearest-exact'];

export const flowMatchLCM = defineScheduler({
  name: 'FlowMatchLCMScheduler',
  doc: 'For flow models distilled to a few steps: every step predicts the picture and draws fresh noise.',
  source: 'schedulers/scheduling_flow_match_lcm.py',
  isForDistilled: true,
  options: {
    ...flowOptions,
    scale_factors: numbers('Upscale the latents by these factors after each step (scale-wise distillation).'),
    upscale_mode: oneOf(upscaleModes, 'bicubic', 'How latents are upscaled between scales.'),
  },
  call: flowCall,
  order: 1,
  parametrisation: () => 'flow',
  train: trainFlow,

  infer(config, training, call) {
    const state = inferFlow(config, training, call);
    const keepsGiven = call.timesteps && !config.invert_sigmas;
    return keepsGiven ? { ...state, timesteps: Float32Array.from(call.timesteps) } : state;
  },

  sampler({ scale_factors }, { state: { sigmas, timesteps } }) {
    if (scale_factors?.length) refuseScales(scale_factors.length, timesteps.length);
    return {
      step({ index, sample, output }, draw) {
        return flowNoised(flowClean(sample, output, sigmas[index]), draw(), at(sigmas, index + 1));
      },
    };
  },
});

/** @throws ValueError for a number of factors that diffusers refuses; NotImplementedError, as latents keep their size here */
function refuseScales(factors: number, steps: number): never {
  if (steps !== factors + 1) {
    raise(
      'ValueError',
      `${factors} scale_factors do not fit ${steps} steps`,
      'Give one scale factor less than there are steps.',
    );
  }
  raise(
    'NotImplementedError',
    'Latents that grow while they are sampled cannot be followed',
    'Remove scale_factors to see the steps at one size.',
  );
}
