/** The kinds of value an option takes. */
export type OptionType = 'integer' | 'number' | 'boolean' | 'choice' | 'numbers' | 'text';

/** The `doc` of an option that a class accepts and ignores. */
export const notUsed = 'Not used by this class.';

/** One keyword of a scheduler's constructor, as data: everything a user reads about it comes from here. */
export interface Option<T = unknown> {
  readonly type: OptionType;
  readonly default: T;
  /** The values diffusers accepts, for `choice`. */
  readonly choices?: readonly string[];
  /** May be `None`. */
  readonly nullable?: boolean;
  /** Has no default: leaving it out is a TypeError (arguments of `set_timesteps` only). */
  readonly required?: boolean;
  /** One line of documentation for the user. */
  readonly doc: string;
}
