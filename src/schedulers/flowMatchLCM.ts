/**
 * Latent consistency sampling (Luo et al. 2023) on a rectified flow: predict the picture, then add fresh noise.
 * Source: diffusers, schedulers/scheduling_flow_match_lcm.py.
 */
import { defineScheduler } from './define';
import { flowCall, flowOptions, inferFlow, trainFlow } from './flowMatching';
import { numbers, oneOf } from './options';

const upscaleModes = ['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area', 'nearest-exact'];

export const flowMatchLCM = defineScheduler({
  name: 'FlowMatchLCMScheduler',
  doc: 'For flow models distilled to a few steps: every step predicts the picture and draws fresh noise.',
  source: 'schedulers/scheduling_flow_match_lcm.py',
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
});
