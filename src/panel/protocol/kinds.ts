/** The kinds of values that messages of several views are made of. */
import * as v from 'valibot';

/** A typed array of one kind, whichever realm it was made in. */
function typedArray<T extends Float32Array | Float64Array | Uint8Array>(name: string) {
  const isThatKind = (value: unknown) =>
    ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${name}]`;
  return v.custom<T>(isThatKind, `expected a ${name}`);
}

export const floats = typedArray<Float64Array>('Float64Array');
export const bytes = typedArray<Uint8Array>('Uint8Array');

/** A place in a list, or a count. */
export const index = v.pipe(v.number(), v.integer(), v.minValue(0));
export const pixels = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024));
