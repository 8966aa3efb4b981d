/**
 * `np.log` of float32, bit for bit as numpy computes it with AVX2: ln(m·2^k) = p(m − 1)/q(m − 1) + k·ln 2 in single
 * precision with fused multiply-adds, which is not always the nearest float32. It decides on which side of a training
 * timestep a sigma falls. Source: numpy, loops_exponent_log.dispatch.c.src.
 */
const { fround } = Math;

const numerator = new Float32Array([
  0.02589979117907922693523, 0.3808837741388407920751, 1.480000633576506585156, 2.112677543073053063722,
  0.9999999999999998702752, 0,
]);
const denominator = new Float32Array([
  0.00587509540312457434295, 0.1546476374983906719538, 0.9864942958519418960339, 2.453006071784736363091,
  2.612677543073109236779, 1,
]);
const ln2 = fround(Math.LN2);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const smallestNormal = 2 ** -126;

/** The natural logarithm of a float32, float32. */
export function numpyLog(x: number): number {
  if (!(x >= smallestNormal && x < Infinity)) return Math.log(x);
  float[0] = x;
  let exponent = (bits[0] >> 23) - 127;
  bits[0] = (bits[0] & 0x7fffff) | 0x3f800000;
  let mantissa = float[0];
  if (mantissa > fround(Math.SQRT2)) {
    mantissa /= 2;
    exponent += 1;
  }
  const r = fround(mantissa - 1);
  return fround(exponent * ln2 + fround(horner(numerator, r) / horner(denominator, r)));
}

/** Products of float32 are exact in float64: rounding the sum alone is the fused form. */
function horner(coefficients: Float32Array, x: number): number {
  let value = coefficients[0];
  for (let i = 1; i < coefficients.length; i++) value = fround(value * x + coefficients[i]);
  return value;
}
