/** JSON has one kind of list where Python code has three; `call_types` of a request tells them apart. */
import * as v from 'valibot';

export const CallTypes = v.optional(v.record(v.string(), v.picklist(['Tensor', 'ndarray'])), {});

const arrayTypes = { Tensor: Float32Array, ndarray: Float64Array };

const Numbers = v.array(v.number());

/** The arguments, those that are said to be tensors or numpy arrays as typed arrays. */
export function withListTypes(
  call: Readonly<Record<string, unknown>>,
  types: v.InferOutput<typeof CallTypes>,
): Record<string, unknown> {
  const typed = Object.entries(types).map(([name, type]) => [name, new arrayTypes[type](v.parse(Numbers, call[name]))]);
  return { ...call, ...(Object.fromEntries(typed) as Record<string, unknown>) };
}
