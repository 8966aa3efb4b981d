/** What a scheduler is made of. A scheduler file is one call of {@link defineScheduler}. */
import type { Options, Values } from '../options/options';
import type { Sampler } from './sampler';
import type { NumericArray, Parametrisation } from './schedule';
import type { Target } from './target';

/**
 * What a scheduler object holds, under diffusers' attribute names in camelCase (`alphasCumprod` is `alphas_cumprod`).
 * An attribute that is `None` in diffusers is absent.
 */
export interface State {
  readonly timesteps?: NumericArray;
  /** One more than the timesteps, the last being where sampling ends. */
  readonly sigmas?: Float32Array | Float64Array;
  readonly betas?: Float32Array | Float64Array;
  readonly alphasCumprod?: Float32Array | Float64Array;
  readonly initNoiseSigma?: number;
  readonly numInferenceSteps?: number;
  readonly [attribute: string]: number | NumericArray | undefined;
}

/** The noise levels the model was trained on, from the least to the most noise; none for discrete tokens. */
export interface TrainingNoise {
  /** Null where there is no β: flow matching, continuous time. */
  readonly betas: Float32Array | null;
  readonly alphasCumprod: Float32Array | null;
  /** σ of each training timestep: √((1−ᾱ)/ᾱ), or the share of noise in 0..1 for flow matching. */
  readonly sigmas: Float32Array;
  /** The timestep that the model is given at each level, where that is not the level's index. */
  readonly timesteps?: Float64Array;
}

/** The noise levels of the sampling steps. */
export interface Levels {
  /** σ at each timestep, as {@link TrainingNoise}. */
  readonly sigmas: ArrayLike<number>;
  /** σ after the last step. */
  readonly finalSigma: number;
  /** What `scale_model_input` multiplies with at each timestep, where the parametrisation does not say it. */
  readonly inputScale?: ArrayLike<number>;
  /** The share of signal at each timestep, where the parametrisation does not say it; σ is then the share of noise. */
  readonly signal?: ArrayLike<number>;
  /** How many timesteps are stepped from, if the last are not. */
  readonly count?: number;
}

/** What the constructor computes. */
export interface Training<N extends TrainingNoise = TrainingNoise, T extends State = State> {
  readonly noise: N;
  readonly state: T;
  /** The noise levels to show as the training curve, where a configuration samples on others than `noise`. */
  readonly curve?: TrainingNoise;
}

/**
 * Raw values behind a configuration, for the places where Python looks at their type; with the keys that
 * `from_config` keeps although the class has no such option.
 */
export const given = Symbol('given');

/** Whether an argument is not `None`, whatever its type. */
export function isGiven(call: { readonly [given]: Readonly<Record<string, unknown>> }, name: string): boolean {
  return (call[given][name] ?? null) !== null;
}

/** The options in force, typed by their declaration. Reading a value of the wrong type raises TypeError, as using it would. */
export type Config<O extends Options> = Values<O> & { readonly [given]: Readonly<Record<string, unknown>> };

/** What a scheduler holds after `set_timesteps`: its attributes, over those of the constructor. */
export type After<T extends State, S extends State> = Omit<T, keyof S> & S;

/** What a sampling run needs. */
export interface Run<N extends TrainingNoise = TrainingNoise, S extends State = State> {
  readonly noise: N;
  readonly state: S;
  /** Shape of the latents: pictures, channels, and sides. */
  readonly shape: readonly number[];
}

export interface SchedulerSpec<
  O extends Options,
  C extends Options,
  N extends TrainingNoise,
  A extends Options = Options,
  T extends State = State,
  S extends State = State,
> {
  /** diffusers' class name. */
  readonly name: string;
  /** One sentence for the user: what kind of sampler it is. */
  readonly doc: string;
  /** The file of diffusers that this follows. */
  readonly source: string;
  readonly options: O;
  /** The constructor takes any keyword and ignores those it does not know. */
  readonly ignoresUnknownOptions?: boolean;
  /** Arguments of `set_timesteps`, `device` left out. */
  readonly call: C;
  /** For models that were distilled to sample in one step or a few. */
  readonly isForDistilled?: boolean;
  /** The class attribute `order`; null for the classes that have none. */
  readonly order: number | null;
  /** How the noise levels are to be read. */
  parametrisation(config: Config<O>): Parametrisation;
  /** What the constructor computes; arrays of `num_train_timesteps`. */
  train(config: Config<O>): Training<N, T>;
  /** What `set_timesteps` computes. */
  infer(config: Config<O>, training: Training<N, T>, call: Config<C>): S;
  /** The levels of the steps, for classes that neither hold them in `sigmas` nor look them up by timestep. */
  levels?(config: Config<O>, after: { readonly noise: N; readonly state: After<T, S> }): Levels;
  /** How many times the model is called in a run, if not once a timestep. */
  modelEvaluations?(timesteps: NumericArray): number;
  /** Arguments of `step` beside the model's output, the timestep and the sample. */
  readonly stepArguments?: A;
  /** Begins a sampling run; absent for classes whose `step` needs more than latents and a model's output. */
  sampler?(config: Config<O>, run: Run<N, After<T, S>>, args: Config<A>): Sampler;
  /** `step` begins at the first timestep even if it is repeated; other schedulers with sigmas then begin at the second. */
  readonly beginsAtFirst?: boolean;
  /** `step` counts its calls instead of asking which step it is at. */
  readonly countsCalls?: boolean;
  /** What the model predicts, where `prediction_type` and parametrisation do not decide it. */
  target?(config: Config<O>): Target;
}

/** A scheduler of any class, its types erased. */
export type SchedulerDefinition = SchedulerSpec<Options, Options, TrainingNoise>;

/**
 * Defines a scheduler. The types of `config` and `call` follow from the declared options, so a wrong name does not
 * compile.
 */
export function defineScheduler<
  O extends Options,
  C extends Options,
  N extends TrainingNoise,
  A extends Options,
  T extends State,
  S extends State,
>(spec: SchedulerSpec<O, C, N, A, T, S>): SchedulerDefinition {
  return spec;
}
