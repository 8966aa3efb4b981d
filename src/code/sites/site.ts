import type { Loading } from '../../catalog/types/configurationReading';
import type { FileFault } from '../../json/fileFault';
import type { Reading, SourceRange } from '../../json/value';

/** The kinds of places in a program that refer to a scheduler. The first six are what `sigmascope scan` lists. */
export type SiteKind =
  | 'constructor'
  | 'from_config'
  | 'from_pretrained'
  | 'set_timesteps'
  | 'init_noise_sigma'
  | 'num_inference_steps'
  /** A variable or attribute that holds the scheduler. */
  | 'variable'
  /** A keyword argument of the configuring call. */
  | 'option';

/** Where a configuration starts from when it is not written out: a model on the Hub, or another scheduler. */
export interface ConfigBase {
  /** The repository or folder given to `from_pretrained`, e.g. `stabilityai/stable-diffusion-xl-base-1.0`. */
  readonly modelId: string | null;
  readonly pipelineClass: string | null;
  /** The scheduler of the same program whose `.config` was passed, as an index into {@link Analysis.schedulers}. */
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

/** One `set_timesteps(...)` or one pipeline call with `num_inference_steps=` that reaches a scheduler. */
export interface StepsCall {
  readonly kind: 'set_timesteps' | 'num_inference_steps';
  /** Arguments by diffusers' names (`num_inference_steps`, `timesteps`, `sigmas`, `mu`), `device` left out. */
  readonly args: Readonly<Record<string, Reading>>;
  /** Options that were set by then with `scheduler.config.x = …` or `register_to_config`, which `set_timesteps` reads. */
  readonly edits?: Readonly<Record<string, Reading>>;
  /** The pipeline that is called: its class, and the model it was loaded from. */
  readonly pipeline?: { readonly className: string; readonly modelId: string | null };
  /** The module of the workspace that makes the call; `range` is then the program's call that leads there. */
  readonly file?: string;
  readonly range: SourceRange;
}

/** One scheduler object of the program: how it is configured and how many steps reach it. */
export interface SchedulerReading {
  /** Null for a pipeline's own scheduler: its class is named by the model, not by the code (then `base.modelId` tells which). */
  readonly className: string | null;
  /** The classes that the same expression makes in other branches: `{"euler": A, "ddim": B}[args.scheduler]()`. */
  readonly otherClasses?: readonly string[];
  /** The user's own class derived from `className` that makes it; `overrides` are those of its methods that decide the schedule. */
  readonly subclass?: { readonly name: string; readonly overrides: readonly string[] };
  /** The class is what a table, a caller or a branch decides: it is not named where it is configured. */
  readonly dynamic?: true;
  readonly via: 'constructor' | 'from_config' | 'from_pretrained';
  /** Keyword arguments of the configuring call by option name. */
  readonly options: Readonly<Record<string, Reading>>;
  readonly base: ConfigBase | null;
  /** Class, keywords and base are all known statically. */
  readonly complete: boolean;
  /** All calls, in order of execution. */
  readonly calls: readonly StepsCall[];
  /** What is set with `scheduler.config.x = …` by the end of the program, where no call is seen. */
  readonly edits?: Readonly<Record<string, Reading>>;
  /** Names the program gives this scheduler, e.g. `scheduler`, `pipe.scheduler`. */
  readonly names: readonly string[];
  /** The module of the workspace that makes it; `anchor` and `expression` are then the program's call or first site. */
  readonly file?: string;
  /** The identifier to hover (the class name), and the whole configuring expression. */
  readonly anchor: SourceRange;
  readonly expression: SourceRange;
}

/** A stretch of text to hover, and the scheduler (index into {@link Analysis.schedulers}) it is about. */
export interface Site {
  readonly kind: SiteKind;
  readonly range: SourceRange;
  readonly scheduler: number;
  /** Index into the scheduler's `calls`: the count in force at this place, or null when none is yet. */
  readonly call: number | null;
  /** The option's name, for `option` sites. */
  readonly option: string | null;
}

/** A use of a scheduler whose construction the program does not show, such as `self.scheduler.set_timesteps(n)` in a library. */
export interface UnattachedSite {
  readonly kind: 'from_config' | 'from_pretrained' | 'set_timesteps' | 'init_noise_sigma' | 'num_inference_steps';
  readonly range: SourceRange;
  readonly args: Readonly<Record<string, Reading>>;
  readonly reason: string;
}

/** What a document configures. */
export interface Analysis {
  readonly schedulers: readonly SchedulerReading[];
  readonly unattached: readonly UnattachedSite[];
  /** Sorted by position. */
  readonly sites: readonly Site[];
  /** A message when the budget ran out or part of the text could not be parsed; the rest of the analysis holds. */
  readonly notice: string | null;
}
