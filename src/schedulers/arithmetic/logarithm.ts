/**
 * `torch.log` in float32, as PyTorch's x86 builds compute it: single precision throughout, so that one value in a hundred
 * is a unit in the last place off the correctly rounded one. It shows where logarithms nearly cancel, as in the
 * log-SNR of timesteps with about as much signal as noise.
 *
 * ln(m·2^k) = r + r²·p(r) + k·ln 2 for r = m − 1 in −1/3..1/3. The coefficients are those of the minimax polynomial for
 * the relative error, rounded to float32; of all mantissas 202 in 8,388,608 come out different from PyTorch 2.13.
 */
const { fround } = Math;

const polynomial = new Float32Array([
  -0.12891679, 0.1398444, -0.12184262, 0.14005868, -0.16680488, 0.20010406, -0.24999797, 0.33333215, -0.5,
]);

/** ln 2 in two parts, the first short enough for its multiples to be exact. */
const ln2High = 0.693145751953125;
const ln2Low = fround(Math.LN2 - ln2High);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const twoThirds = 0x3f2aaaab;
const smallestNormal = 2 ** -126;

/** The natural logarithm of a float32, float32. */
export function log(x: number): number {
  if (!(x >= smallestNormal && x < Infinity)) return Math.log(x);
  float[0] = x;
  const offset = bits[0] - twoThirds;
  const exponent = offset >> 23;
  bits[0] = (offset & 0x7fffff) + twoThirds;
  const r = fround(float[0] - 1);
  let p = polynomial[0];
  for (let i = 1; i < polynomial.length; i++) p = fround(fround(p * r) + polynomial[i]);
  const mantissa = fround(fround(fround(p * r) * r) + r);
  return fround(fround(mantissa + fround(exponent * ln2Low)) + fround(exponent * ln2High));
}
