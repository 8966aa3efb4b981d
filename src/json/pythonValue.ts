import * as v from 'valibot';
import type { PythonValue } from './value';

/** Plain data as Python's literals hold it, NaN included. */
export const pythonValue: v.GenericSchema<PythonValue> = v.lazy(() =>
  v.union([
    v.null(),
    v.boolean(),
    v.number(),
    v.nan(),
    v.string(),
    v.array(pythonValue),
    v.record(v.string(), pythonValue),
  ]),
);
