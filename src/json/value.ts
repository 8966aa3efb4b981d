/**
 * Values as the project passes them between reading code and computing schedules.
 * They mirror what Python literals and JSON can hold; `Infinity`, `-Infinity` and `NaN` are numbers here.
 */
export type PythonValue =
  null | boolean | number | string | readonly PythonValue[] | { readonly [key: string]: PythonValue };

/** Where a value came from, in falling order of authority. */
export type Origin =
  /** Written in the user's code. */
  | 'code'
  /** The default of a parameter or command-line argument in the user's code. */
  | 'parameter default'
  /** Read from a model's scheduler_config.json on this disk. */
  | 'model file'
  /** Taken from the table of well-known models that ships with Sigmascope. */
  | 'built-in table'
  /** What diffusers uses when nothing is said. */
  | 'diffusers default';

/** A stretch of text. Lines and columns count from 0, columns in UTF-16 units; `cell` is the index among all cells of a notebook, else null. */
export interface SourceRange {
  readonly cell: number | null;
  readonly line: number;
  readonly col: number;
  readonly endLine: number;
  readonly endCol: number;
}

/**
 * A value read from code: either known, or unknown with the reason, never guessed. What is written in another module of the
 * workspace has that module's path as its `file`, and no range.
 */
export type Reading = { readonly range: SourceRange | null; readonly file?: string } & (
  | { readonly known: true; readonly value: PythonValue; readonly origin: Origin }
  | { readonly known: false; readonly reason: string }
);
