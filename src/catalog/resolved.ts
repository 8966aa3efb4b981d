import type { FileFault } from '../json/fileFault';
import type { FoundModel } from './types/foundModel';
import type { LatentFamily } from './known/latentFamily';
import type { Origin, PythonValue, SourceRange } from '../json/value';

/** A value in force and where it came from; `range` points into the user's code when it was written there. */
export interface Sourced<T = PythonValue> {
  readonly value: T;
  readonly origin: Origin;
  readonly range: SourceRange | null;
}

/** What a configuration starts from, in words. */
export interface ResolvedBase {
  readonly label: string;
  readonly known: boolean;
  /** "scheduler/scheduler_config.json of runwayml/… in the Hugging Face cache, commit 1d0c4eb", "the built-in table (…)". */
  readonly source: string;
  /** Absolute path of the file on this disk that it was read from. */
  readonly file?: string;
}

/** A scheduler of the user's program with everything that is known about it filled in, ready to compute. */
export interface ResolvedScheduler {
  readonly className: string;
  readonly via: 'init' | 'from_config';
  /** Options that are not diffusers' defaults, by name: the base configuration with the call's keywords on top. */
  readonly config: Readonly<Record<string, Sourced>>;
  /** Options that were set in the configuration after the construction: only what reads it from then on sees them. */
  readonly edits: Readonly<Record<string, Sourced>>;
  /** Arguments of `set_timesteps`. */
  readonly call: Readonly<Record<string, Sourced>>;
  /** Step counts that also reach this scheduler, when there are several. */
  readonly otherStepCounts: readonly number[];
  /** Keywords whose value the code alone does not tell, with the reason; diffusers' default stands in for them. */
  readonly unknown: Readonly<Record<string, string>>;
  /** The model or scheduler the configuration starts from, in words; null for a plain constructor. */
  readonly base: ResolvedBase | null;
  /** The model at the root of the chain, where its files are on this disk. */
  readonly model: FoundModel | null;
  readonly family: LatentFamily;
  /** Sentences the user should read beside the numbers (assumed step count, unknown base, dropped keywords). */
  readonly notices: readonly string[];
  /** What loading the configuration raises: a file is broken, and there is nothing to compute. */
  readonly refused?: FileFault;
}
