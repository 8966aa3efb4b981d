/** How options are declared, and the options that many schedulers share. */
import type { Option } from './option';

/** The options of a class, or the arguments of its `set_timesteps`, by diffusers' names. */
export type Options = Readonly<Record<string, Option>>;

/** The values of options: what `config.beta_start` and the like are inside a scheduler. */
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export const integer = (initial: number, doc: string): Option<number> => ({ type: 'integer', default: initial, doc });

export const number = (initial: number, doc: string): Option<number> => ({ type: 'number', default: initial, doc });

export const flag = (initial: boolean, doc: string): Option<boolean> => ({ type: 'boolean', default: initial, doc });

/** One of some words; any other string reaches the scheduler too, which refuses it where diffusers does. */
export const oneOf = (choices: readonly string[], initial: string, doc: string): Option<string> => ({
  type: 'choice',
  default: initial,
  choices,
  doc,
});

/** A list of numbers, or `None`. */
export const numbers = (doc: string): Option<readonly number[] | null> => ({
  type: 'numbers',
  default: null,
  nullable: true,
  doc,
});

/** A list of numbers. */
export const list = (initial: readonly number[], doc: string): Option<readonly number[]> => ({
  type: 'numbers',
  default: initial,
  doc,
});

/** The same option with `None` allowed, and the default unless another is given. */
export const optional = <T>(option: Option<T>): Option<T | null> => ({ ...option, default: null, nullable: true });

/** The same option with `None` allowed but its own default kept. */
export const nullable = <T>(option: Option<T>): Option<T | null> => ({ ...option, nullable: true });

/** An argument that has to be given. */
export const required = <T>(option: Option<T>): Option<T> => ({ ...option, required: true });

export const betaSchedules = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;

/** The noise the model was trained with. */
export const betaOptions = {
  num_train_timesteps: integer(1000, 'How many noise levels the model was trained on.'),
  beta_start: number(0.0001, 'Noise added at the first training timestep.'),
  beta_end: number(0.02, 'Noise added at the last training timestep.'),
  beta_schedule: oneOf(betaSchedules, 'linear', 'How beta grows from beta_start to beta_end.'),
  trained_betas: numbers('The betas themselves; beta_start, beta_end and beta_schedule are then ignored.'),
};

/** Stable Diffusion's betas by default. */
export const stableDiffusionBetas = {
  ...betaOptions,
  beta_start: number(0.00085, betaOptions.beta_start.doc),
  beta_end: number(0.012, betaOptions.beta_end.doc),
  beta_schedule: { ...betaOptions.beta_schedule, default: 'scaled_linear' },
};

export const predictionType = oneOf(
  ['epsilon', 'sample', 'v_prediction'],
  'epsilon',
  'What the model predicts: the noise, the clean sample, or the velocity between them.',
);

const spacings = ['linspace', 'leading', 'trailing'];

/** Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed", table 2. */
export const spacingOptions = (initial: 'linspace' | 'leading' | 'trailing') => ({
  timestep_spacing: oneOf(spacings, initial, 'Which training timesteps are visited when there are fewer steps.'),
  steps_offset: number(0, 'Added to every timestep of "leading" spacing.'),
});

/** Another grid of sigmas over the same range; at most one of the three. */
export const sigmaOptions = {
  use_karras_sigmas: flag(false, 'Space sigmas evenly in σ^(1/7) (Karras et al. 2022).'),
  use_exponential_sigmas: flag(false, 'Space sigmas evenly in log σ.'),
  use_beta_sigmas: flag(false, 'Space sigmas by quantiles of a Beta(0.6, 0.6) distribution (Lee et al. 2024).'),
};

/** The range of that grid. */
export const sigmaBounds = {
  sigma_min: optional(
    number(0, 'Least sigma of the Karras, exponential or beta grid; the schedule’s own unless given.'),
  ),
  sigma_max: optional(number(0, 'Largest sigma of the Karras, exponential or beta grid.')),
};

export const rescaleBetas = flag(
  false,
  'Rescale the betas so that the last training timestep is pure noise (Lin et al. 2023, algorithm 1).',
);

export const finalSigmas = oneOf(
  ['zero', 'sigma_min'],
  'zero',
  'The noise level after the last step: none, or the least that was trained.',
);

/** Options that act on the model's output in `step` only. */
export const clippingOptions = {
  clip_sample: flag(true, 'Clip the predicted clean sample at every step.'),
  clip_sample_range: number(1, 'Largest absolute value that clip_sample leaves.'),
};

/** Saharia et al. 2022 (Imagen), section 2.3. */
export const thresholdingOptions = {
  thresholding: flag(false, 'Scale the predicted clean sample by a percentile of its values; not for latent models.'),
  dynamic_thresholding_ratio: number(0.995, 'The percentile that thresholding scales by.'),
  sample_max_value: number(1, 'Upper bound of the scale that thresholding finds.'),
};

export const setAlphaToOne = (initial: boolean) =>
  flag(initial, 'End the last step at exactly no noise (ᾱ = 1) rather than at the least that was trained.');

/** A number rather than an integer: of the spacings, only "linspace" refuses 2.5, as in diffusers. */
export const stepCount = number(0, 'How many denoising steps to take.');

export const customTimesteps = numbers('The timesteps themselves, from the noisiest to the cleanest.');
