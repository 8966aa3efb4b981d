/** The arithmetic of a tensor's dtype: every operation of torch rounds to it. */
import { log } from './logarithm';
import { sqrt } from './squareRoot';

/** A tensor of torch.float32 or torch.float64. */
export type FloatTensor = Float32Array | Float64Array;

export interface Precision {
  readonly round: (x: number) => number;
  readonly sqrt: (x: number) => number;
  readonly log: (x: number) => number;
}

export const single: Precision = { round: Math.fround, sqrt, log };
export const double: Precision = { round: (x) => x, sqrt: Math.sqrt, log: Math.log };

/** How the elements of a tensor are computed with. */
export function precisionOf(tensor: FloatTensor): Precision {
  return tensor instanceof Float32Array ? single : double;
}
