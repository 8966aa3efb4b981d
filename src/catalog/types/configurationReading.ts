import type { FileFault } from '../../json/fileFault';
import type { Reading } from '../../json/value';

/**
 * What the catalog needs to know of a scheduler of the user's program. It is what the code room calls a
 * `SchedulerReading`, seen from here.
 */
export interface ConfigurationReading {
  readonly className: string | null;
  /** What the same expression makes in other branches of the program. */
  readonly otherClasses?: readonly string[];
  /** The user's own class derived from it. */
  readonly subclass?: { readonly name: string; readonly overrides: readonly string[] };
  /** The module of the workspace that makes it, if that is another than the program. */
  readonly file?: string;
  readonly via: 'constructor' | 'from_config' | 'from_pretrained';
  readonly options: Readonly<Record<string, Reading>>;
  readonly base: {
    readonly modelId: string | null;
    readonly pipelineClass: string | null;
    readonly scheduler: number | null;
    /** Items of that scheduler's configuration that were set after its construction. */
    readonly edits?: Readonly<Record<string, Reading>>;
    readonly config?: Readonly<Record<string, Reading>>;
    readonly loading?: Loading;
    readonly reason: string | null;
    /** What loading it raises: the file is broken. */
    readonly refused?: FileFault;
  } | null;
  readonly calls: readonly CallReading[];
  /** Attributes of the configuration that are set by the end, where no call is seen. */
  readonly edits?: Readonly<Record<string, Reading>>;
}

/** Which of a model's files are loaded, as the code says it. */
export interface Loading {
  readonly method: 'from_pretrained' | 'from_single_file';
  /** `subfolder`, `revision`, `cache_dir`, and for a single file `config` and `original_config`, where they are given. */
  readonly keywords: Readonly<Record<string, Reading>>;
}

/** One `set_timesteps` or pipeline call that reaches it. */
export interface CallReading {
  readonly kind: 'set_timesteps' | 'num_inference_steps';
  readonly args: Readonly<Record<string, Reading>>;
  /** Attributes of the configuration that were set after the construction. */
  readonly edits?: Readonly<Record<string, Reading>>;
  readonly pipeline?: { readonly className: string; readonly modelId: string | null };
}

/** The options of a class, for telling which keywords `from_config` drops; undefined for classes that are not known. */
export type OptionsOf = (className: string) => readonly string[] | undefined;
