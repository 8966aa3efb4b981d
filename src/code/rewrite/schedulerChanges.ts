import type { PythonValue } from '../../json/value';

/** The value that a keyword of a call is to have. */
export interface KeywordChange {
  readonly name: string;
  readonly value: PythonValue;
  /** The value is the default, so the keyword can be left out. */
  readonly isDefault: boolean;
}

/** What is to be different about a scheduler. */
export interface SchedulerChanges {
  /** Options of the class. */
  readonly config: readonly KeywordChange[];
  /** Arguments of `set_timesteps`, or of the pipeline call that leads to it. */
  readonly call: readonly KeywordChange[];
}

export const keywordChange = (name: string, value: PythonValue, isDefault = false): KeywordChange => ({
  name,
  value,
  isDefault,
});
