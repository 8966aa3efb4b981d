/**
 * DDIM for parallel sampling (Shih et al. 2023, "Parallel Sampling of Diffusion Models"): the schedule and the step of
 * DDIM, and a batched step for many timesteps at once. Source: diffusers, schedulers/scheduling_ddim_parallel.py.
 */
import { ddim } from './ddim';
import type { SchedulerDefinition } from '../definition/define';

export const ddimParallel: SchedulerDefinition = {
  ...ddim,
  name: 'DDIMParallelScheduler',
  doc: 'DDIM that can work on many timesteps at once (ParaDiGMS); step by step it is DDIM.',
  source: 'schedulers/scheduling_ddim_parallel.py',
};
