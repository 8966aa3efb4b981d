import type { PythonValue } from '../../json/value';

/** What a keyword of a call shall be. */
export interface Wish {
  readonly name: string;
  readonly value: PythonValue;
  /** Leaving the keyword out says the same. */
  readonly isDefault: boolean;
}

/** What shall be different about a scheduler. */
export interface Wishes {
  /** Options of the class. */
  readonly config: readonly Wish[];
  /** Arguments of `set_timesteps`, or of the pipeline call that makes it. */
  readonly call: readonly Wish[];
}

/** A value as a wish. */
export const wish = (name: string, value: PythonValue, isDefault = false): Wish => ({ name, value, isDefault });
