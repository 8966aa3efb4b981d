/** An array as diffusers holds it: `Float32Array` is torch.float32, `Float64Array` float64, `Int32Array` int64. */
export type NumericArray = Float32Array | Float64Array | Int32Array;

/** What a scheduler object holds at one moment, under diffusers' own attribute names. */
export type Attributes = Readonly<Record<string, number | NumericArray>>;

/**
 * How x_t is made from x0 and noise:
 * `ve` x0 + σ·ε (k-diffusion style classes), `vp` √ᾱ·x0 + √(1−ᾱ)·ε, `flow` (1−σ)·x0 + σ·ε; `discrete`: x is a
 * sequence of tokens, of which some are masked or replaced. Such a schedule has timesteps but no noise levels: its
 * training curve is empty, and `finalSigma` and every column of its steps but `timesteps` are NaN.
 */
export type Parametrisation = 've' | 'vp' | 'flow' | 'discrete';

/** The grid the model was trained on, from the least to the most noise. */
export interface TrainingCurve {
  readonly timesteps: Float64Array;
  readonly sigmas: Float64Array;
  /** Null for flow matching, which has no β. */
  readonly betas: Float32Array | null;
  readonly alphasCumprod: Float32Array | null;
}

/** The sampling steps, column by column; every column has one entry a timestep. */
export interface Steps {
  readonly count: number;
  readonly timesteps: NumericArray;
  /** Noise level in the class's own convention: (1−ᾱ)/ᾱ square-rooted for `ve` and `vp`, σ in 0..1 for `flow`. */
  readonly sigmas: Float64Array;
  /** x_t = signal·x0 + noise·ε. */
  readonly signal: Float64Array;
  readonly noise: Float64Array;
  /** ln(signal² / noise²). */
  readonly logSnr: Float64Array;
  /** signal² / (signal² + noise²): ᾱ, also for the parametrisations that do not store it. */
  readonly alphasCumprod: Float64Array;
  /** β at the timestep (interpolated between integers), null for flow matching. */
  readonly betas: Float64Array | null;
  /** What `scale_model_input` multiplies the sample with. */
  readonly inputScale: Float64Array;
}

/** One scheduler after `set_timesteps`, complete and immutable. */
export interface Schedule {
  readonly className: string;
  readonly parametrisation: Parametrisation;
  /** Every option with its value in force, defaults included. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The arguments `set_timesteps` was called with. */
  readonly call: Readonly<Record<string, unknown>>;
  /** Right after construction, and after `set_timesteps`. */
  readonly before: Attributes;
  readonly after: Attributes;
  readonly training: TrainingCurve;
  readonly steps: Steps;
  /** The noise level after the last step: 0, or what `final_sigmas_type` leaves. */
  readonly finalSigma: number;
  /** Null where the class has no such attribute (flow matching). */
  readonly initNoiseSigma: { readonly before: number | null; readonly after: number | null };
  readonly order: number;
  /** How many times the model is called in a run. */
  readonly modelEvaluations: number;
}

/** What to compute: `via` decides whether unknown options are refused (`init`) or dropped (`from_config`). */
export interface ScheduleRequest {
  readonly className: string;
  readonly via: 'init' | 'from_config';
  readonly config: Readonly<Record<string, unknown>>;
  /** Options set with `scheduler.config.x = …` after the construction: what the constructor computed stays as it was. */
  readonly edits?: Readonly<Record<string, unknown>>;
  readonly call: Readonly<Record<string, unknown>>;
  /** The error that loading the configuration raises; nothing is computed then. */
  readonly refused?: { readonly type: string; readonly message: string; readonly remedy: string } | undefined;
}
