import type { PythonValue } from '../../json/value';

/** A stretch of the text, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A key of a mapping with its value; `at` spans both. */
export interface Entry {
  readonly key: string;
  readonly at: Stretch;
  readonly node: SettingsNode;
}

/** A value of a settings file with its place: what YAML and TOML have in common. */
export type SettingsNode = { readonly at: Stretch } & (
  | { readonly kind: 'scalar'; readonly value: Exclude<PythonValue, object> }
  | { readonly kind: 'list'; readonly items: readonly SettingsNode[] }
  | { readonly kind: 'mapping'; readonly entries: readonly Entry[] }
  /** What only another program fills in, with the reason: an interpolation, a date. */
  | { readonly kind: 'unknown'; readonly reason: string }
);

/** A text as Python would hold it: `${…}` is filled in by OmegaConf, when the program runs. */
export const textNode = (value: string, at: Stretch): SettingsNode =>
  value.includes('${')
    ? { kind: 'unknown', reason: `the interpolation ${value.slice(0, 60)}`, at }
    : { kind: 'scalar', value, at };
