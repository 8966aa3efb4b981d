/**
 * `torch.sin` and `torch.cos` in float32, as PyTorch's x86 builds compute them (Intel's MKL): in double precision, but with
 * a short polynomial, so that one value in twenty is a unit in the last place off the correctly rounded one. It shows where
 * a sine near 1 is subtracted from 1, as in the schedule of IPNDM.
 *
 * sin x = x + x³·p(x²) on −π/2..π/2. The coefficients are those of the minimax polynomial for the relative error; all of
 * 1,130 sines recorded of PyTorch 2.13 come out the same.
 */
const { fround, PI } = Math;

const polynomial = [-0.16666659550402743, 0.008333066245409835, -0.00019809602850418044, 2.605780519203905e-6];

/** The sine of a float32, float32. */
export function sin(x: number): number {
  const halfTurns = Math.round(x / PI);
  return fround(signed(halfTurns, oddPolynomial(x - halfTurns * PI)));
}

/** The cosine of a float32, float32. */
export function cos(x: number): number {
  const halfTurns = Math.round(x / PI + 0.5);
  return fround(signed(halfTurns, oddPolynomial(x - (halfTurns - 0.5) * PI)));
}

/** sin(x + n·π) = ±sin x. */
const signed = (halfTurns: number, sine: number): number => (halfTurns % 2 === 0 ? sine : -sine);

function oddPolynomial(x: number): number {
  const square = x * x;
  const [a, b, c, d] = polynomial;
  return x + x * square * (a + square * (b + square * (c + square * d)));
}
