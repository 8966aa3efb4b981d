import type { JsonFault } from './pythonJson';

/** Why diffusers does not load a file: the exception it raises, what is wrong where, and what to do about it. */
export interface FileFault {
  readonly type: string;
  readonly message: string;
  readonly remedy: string;
}

const remedy = 'Mend it there, or download the model again.';

/** Source: diffusers, configuration_utils.py, `load_config`. @param name what the file is called to the user */
export const notJson = (name: string, { line, column, cause }: JsonFault): FileFault => ({
  type: 'OSError',
  message: `${name} is not valid JSON: line ${line}, column ${column}: ${cause}.`,
  remedy,
});

/** `load_config` takes what is no dict for the name of a model, which it does not find. */
export const notAnObject = (name: string): FileFault => ({
  type: 'OSError',
  message: `${name} is JSON, but not an object: options by their names, in { }.`,
  remedy,
});
