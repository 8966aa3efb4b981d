/**
 * DPM-Solver++ (Lu et al. 2022), two steps and stochastic, for CogVideoX (Yang et al. 2024), on the schedule of
 * CogVideoXDDIMScheduler. Source: diffusers, schedulers/scheduling_dpm_cogvideox.py.
 */
import { cogVideoXDDIM } from './cogVideoXDDIM';
import type { SchedulerDefinition } from './define';

export const cogVideoXDPM: SchedulerDefinition = {
  ...cogVideoXDDIM,
  name: 'CogVideoXDPMScheduler',
  doc: 'DPM-Solver++ (2M, with fresh noise) for CogVideoX: better videos in fewer steps than DDIM.',
  source: 'schedulers/scheduling_dpm_cogvideox.py',
};
