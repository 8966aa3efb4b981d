import type { FileFault } from '../../json/fileFault';
import type { Reading } from '../../json/value';

/** Where a configuration starts from when it is not written out: a model on the Hub, or another scheduler. */
export interface ConfigBase {
  /** The repository or folder given to `from_pretrained`, e.g. `stabilityai/stable-diffusion-xl-base-1.0`. */
  readonly modelId: string | null;
  readonly pipelineClass: string | null;
  /** The scheduler of the same program whose `.config` was passed, as an index into the program's schedulers. */
  readonly scheduler: number | null;
  /** Options that were set by then with `scheduler.config["x"] = …` or `register_to_config`, which `from_config` copies. */
  readonly edits?: Readonly<Record<string, Reading>>;
  /** The entries of a dict that is written out in the code and given to `from_config`. */
  readonly config?: Readonly<Record<string, Reading>>;
  /** How the model is loaded, when more than its id is given. */
  readonly loading?: Loading;
  /** Why the base cannot be known, when neither a model nor a scheduler is. */
  readonly reason: string | null;
  /** What loading it raises: the file is broken. */
  readonly refused?: FileFault;
}

/** A scheduler of the user's program, as far as its configuration needs it; the code room adds where it stands. */
export interface ConfigurationReading {
  /** Null for a pipeline's own scheduler: its class is named by the model, not by the code (then `base.modelId` tells which). */
  readonly className: string | null;
  /** The classes that the same expression makes in other branches: `{"euler": A, "ddim": B}[args.scheduler]()`. */
  readonly otherClasses?: readonly string[];
  /** The user's own class derived from `className` that makes it; `overrides` are those of its methods that decide the schedule. */
  readonly subclass?: { readonly name: string; readonly overrides: readonly string[] };
  /** The module of the workspace that makes it, if that is another than the program. */
  readonly file?: string;
  readonly via: 'constructor' | 'from_config' | 'from_pretrained';
  /** Keyword arguments of the configuring call by option name. */
  readonly options: Readonly<Record<string, Reading>>;
  readonly base: ConfigBase | null;
  readonly calls: readonly CallReading[];
  /** What is set with `scheduler.config.x = …` by the end of the program, where no call is seen. */
  readonly edits?: Readonly<Record<string, Reading>>;
}

/** Which of a model's files are loaded, as the code says it. */
export interface Loading {
  readonly method: 'from_pretrained' | 'from_single_file';
  /** `subfolder`, `revision`, `cache_dir`, and for a single file `config` and `original_config`, where they are given. */
  readonly keywords: Readonly<Record<string, Reading>>;
}

/** One `set_timesteps(...)` or one pipeline call with `num_inference_steps=` that reaches a scheduler. */
export interface CallReading {
  readonly kind: 'set_timesteps' | 'num_inference_steps';
  /** Arguments by diffusers' names (`num_inference_steps`, `timesteps`, `sigmas`, `mu`), `device` left out. */
  readonly args: Readonly<Record<string, Reading>>;
  /** Options that were set by then with `scheduler.config.x = …` or `register_to_config`, which `set_timesteps` reads. */
  readonly edits?: Readonly<Record<string, Reading>>;
  /** The pipeline that is called: its class, and the model it was loaded from. */
  readonly pipeline?: { readonly className: string; readonly modelId: string | null };
}

/** The options of a class, for telling which keywords `from_config` drops; undefined for classes that are not known. */
export type OptionsOf = (className: string) => readonly string[] | undefined;
