import * as v from 'valibot';
import type { PythonValue } from '../catalog/value';

/** Data of a configuration file, as Python's literals hold it. */
export const pythonValue: v.GenericSchema<PythonValue> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(pythonValue), v.record(v.string(), pythonValue)]),
);
