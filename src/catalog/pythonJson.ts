import * as v from 'valibot';
import type { PythonValue } from './value';

const pythonValue: v.GenericSchema<PythonValue> = v.union([
  v.null(),
  v.boolean(),
  v.number(),
  v.nan(),
  v.string(),
  v.array(v.lazy(() => pythonValue)),
  v.record(
    v.string(),
    v.lazy(() => pythonValue),
  ),
]);

const pythonObject = v.record(v.string(), pythonValue);

/** What Python's json writes for floats that JSON has no word for, or a text, which stays as it is. Runs in linear time. */
const token = /"(?:[^"\\]|\\[^])*"|-?\bInfinity\b|\bNaN\b/g;

/** Stands for one of them while JSON is parsed; no text of a configuration begins like this. */
const mark = '(float)';

/**
 * The object that Python's `json.loads` reads, `NaN` and `Infinity` included: diffusers writes `"lambda_min_clipped":
 * -Infinity`. Null for anything but an object of plain values, be it broken, cut off or nested beyond reason.
 */
export function parsePythonJson(text: string): Readonly<Record<string, PythonValue>> | null {
  try {
    const marked = text
      .replace(/^\uFEFF/, '')
      .replace(token, (found) => (found.startsWith('"') ? found : `"${mark}${found}"`));
    const value: unknown = JSON.parse(marked, reviveFloat);
    const parsed = v.safeParse(pythonObject, value);
    return parsed.success && !Array.isArray(value) ? parsed.output : null;
  } catch {
    return null;
  }
}

function reviveFloat(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith(mark) ? Number(value.slice(mark.length)) : value;
}
