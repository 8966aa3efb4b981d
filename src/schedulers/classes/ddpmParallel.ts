/**
 * DDPM for parallel sampling (Shih et al. 2023, "Parallel Sampling of Diffusion Models"): the schedule and the step of
 * DDPM, and a batched step for many timesteps at once. Source: diffusers, schedulers/scheduling_ddpm_parallel.py.
 */
import { ddpm } from './ddpm';
import type { SchedulerDefinition } from '../definition/define';

export const ddpmParallel: SchedulerDefinition = {
  ...ddpm,
  name: 'DDPMParallelScheduler',
  doc: 'DDPM that can work on many timesteps at once (ParaDiGMS); step by step it is DDPM.',
  source: 'schedulers/scheduling_ddpm_parallel.py',
};
