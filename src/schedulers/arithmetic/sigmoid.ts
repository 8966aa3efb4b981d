/**
 * `torch.sigmoid` in float32, bit for bit: 1/(1 + e^−x), each operation rounded, with the exponential of SLEEF (Shibata &
 * Petrogalli 2020, `expf_u10`) that PyTorch's vectorised kernels use.
 */
const { fround } = Math;

/** The logistic function of a float32 of moderate size, float32. */
export function sigmoid(x: number): number {
  return fround(1 / fround(1 + exp(-x)));
}

const polynomial = new Float32Array([
  0.000198527617612853646278381, 0.00139304355252534151077271, 0.00833336077630519866943359,
  0.0416664853692054748535156, 0.166666671633720397949219, 0.5,
]);

/** ln 2 in two parts, the first short enough for its multiples to be exact. */
const ln2High = 0.693145751953125;
const ln2Low = fround(1.42860676533018704e-6);

/** e^x = 2^k · e^r with r = x − k·ln 2; products of float32 are exact in float64, so the sums are fused. */
function exp(x: number): number {
  const k = Math.round(fround(x * fround(Math.LOG2E)));
  const r = fround(fround(x - k * ln2High) - k * ln2Low);
  let p = polynomial[0];
  for (let i = 1; i < polynomial.length; i++) p = fround(p * r + polynomial[i]);
  return fround(fround(1 + fround(fround(r * r) * p + r)) * 2 ** k);
}
