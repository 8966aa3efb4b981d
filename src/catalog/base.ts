import type { FileFault } from '../json/fileFault';
import type { ConfigurationReading } from './types/configurationReading';
import type { FoundModel } from './types/foundModel';
import type { ResolvedBase, Sourced } from './resolved';

/** What a configuration starts from. */
export interface Base {
  /** Null where it names no class. */
  readonly className: string | null;
  /** What was given explicitly, now or to a scheduler it was made from. Defaults are not in it. */
  readonly entries: ReadonlyMap<string, Sourced>;
  readonly base: ResolvedBase | null;
  /** The model at the root of the chain. */
  readonly modelId: string | null;
  readonly pipelineClass: string | null;
  /** That model's files on this disk. */
  readonly model: FoundModel | null;
  readonly unknown: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  /** What loading it raises: a file is broken. Then nothing is known of the configuration. */
  readonly refused?: FileFault;
}

/** Where a reading starts from, when it starts from anything. */
export type BaseReading = NonNullable<ConfigurationReading['base']>;

export const noBase: Base = {
  className: null,
  entries: new Map(),
  base: null,
  modelId: null,
  pipelineClass: null,
  model: null,
  unknown: {},
  notices: [],
};

/** The code does not tell what it starts from. */
export function nothingKnown(reading: BaseReading | null): Base {
  const label = reading?.reason ?? 'something unknown';
  return {
    ...noBase,
    pipelineClass: reading?.pipelineClass ?? null,
    base: { label, known: false, source: "diffusers' defaults" },
    notices: [
      `What the configuration starts from cannot be told from the code (${label}); diffusers' defaults stand in for it.`,
    ],
  };
}
