import type { CallReading, ConfigBase, ConfigurationReading } from '../../catalog/types/configurationReading';
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

export type { ConfigBase };

/** One `set_timesteps(...)` or one pipeline call with `num_inference_steps=` that reaches a scheduler. */
export interface StepsCall extends CallReading {
  /** The module of the workspace that makes the call; `range` is then the program's call that leads there. */
  readonly file?: string;
  readonly range: SourceRange;
}

/**
 * One scheduler object of the program: how it is configured and how many steps reach it. With a `file`, `anchor` and
 * `expression` are the program's call or first site.
 */
export interface SchedulerReading extends ConfigurationReading {
  /** The class is what a table, a caller or a branch decides: it is not named where it is configured. */
  readonly dynamic?: true;
  /** Class, keywords and base are all known statically. */
  readonly complete: boolean;
  /** All calls, in order of execution. */
  readonly calls: readonly StepsCall[];
  /** Names the program gives this scheduler, e.g. `scheduler`, `pipe.scheduler`. */
  readonly names: readonly string[];
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
