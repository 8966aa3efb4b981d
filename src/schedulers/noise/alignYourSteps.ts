/**
 * Ten-step schedules optimised for one model each. Sabour, Fidler and Kreis 2024, "Align Your Steps: Optimizing Sampling
 * Schedules in Diffusion Models". The numbers are diffusers' own: schedulers/scheduling_utils.py, `AysSchedules`.
 */

/** A list to hand to `set_timesteps`, under its key in diffusers' `AysSchedules`. */
export interface AlignedSteps {
  readonly key: string;
  readonly title: string;
  /** The argument it is for. */
  readonly argument: 'timesteps' | 'sigmas';
  readonly values: readonly number[];
  readonly className: string;
  /** The noise that the model was trained with. */
  readonly config: Readonly<Record<string, string | number>>;
}

const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' } as const;

/** Stable Video Diffusion was trained on continuous time, up to σ = 700. */
const stableVideo = { ...stableDiffusion, prediction_type: 'v_prediction', timestep_type: 'continuous' } as const;

const euler = 'EulerDiscreteScheduler';
const multistep = 'DPMSolverMultistepScheduler';

export const alignYourSteps: readonly AlignedSteps[] = [
  {
    key: 'StableDiffusionTimesteps',
    title: 'Align Your Steps: Stable Diffusion 1.5, timesteps',
    argument: 'timesteps',
    values: [999, 850, 736, 645, 545, 455, 343, 233, 124, 24],
    className: multistep,
    config: stableDiffusion,
  },
  {
    key: 'StableDiffusionSigmas',
    title: 'Align Your Steps: Stable Diffusion 1.5, sigmas',
    argument: 'sigmas',
    values: [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.0],
    className: euler,
    config: stableDiffusion,
  },
  {
    key: 'StableDiffusionXLTimesteps',
    title: 'Align Your Steps: SDXL, timesteps',
    argument: 'timesteps',
    values: [999, 845, 730, 587, 443, 310, 193, 116, 53, 13],
    className: multistep,
    config: stableDiffusion,
  },
  {
    key: 'StableDiffusionXLSigmas',
    title: 'Align Your Steps: SDXL, sigmas',
    argument: 'sigmas',
    values: [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.38, 0.234, 0.113, 0.0],
    className: euler,
    config: stableDiffusion,
  },
  {
    key: 'StableDiffusionVideoSigmas',
    title: 'Align Your Steps: Stable Video Diffusion, sigmas',
    argument: 'sigmas',
    values: [700.0, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.0],
    className: euler,
    config: stableVideo,
  },
];
