/**
 * The weight of each model output in a step of SA-Solver: the integral of its Lagrange polynomial in λ against an exponential.
 * Xue et al. 2023, equations (16) to (18). Source: diffusers, schedulers/scheduling_sasolver.py (`get_coefficients_fn`).
 */
const { fround } = Math;

/** From λ `start` to `end`, h apart; float32. */
export interface Interval {
  readonly start: number;
  readonly end: number;
  readonly h: number;
}

interface Kind {
  readonly tau: number;
  readonly isData: boolean;
  readonly isCorrection: boolean;
}

/** Weights of the outputs at `lambdas`, the newest first. */
export function adamsWeights(interval: Interval, lambdas: readonly number[], kind: Kind): number[] {
  const order = lambdas.length;
  const moments = Array.from({ length: order }, (_, power) =>
    kind.isData ? growingMoment(interval, power, kind.tau) : decayingMoment(interval, power),
  );
  const weights = lambdas.map((_, i) =>
    lagrangePolynomial(lambdas, i).reduce(
      (sum, coefficient, j) => fround(sum + fround(coefficient * moments[order - 1 - j])),
      0,
    ),
  );
  if (!kind.isData || order !== 2) return weights;
  const shift = secondOrderShift(interval, lambdas, kind);
  return [fround(weights[0] + shift), fround(weights[1] - shift)];
}

const exp = (x: number): number => fround(Math.exp(x));

/** ∫ e^{(1+τ²)λ} λ^n dλ up to a power of 1+τ², which is part of the step's scale. */
function growingMoment({ start, end }: Interval, power: number, tau: number): number {
  const rate = 1 + tau * tau;
  const [from, to] = [fround(rate * start), fround(rate * end)];
  const decay = exp(-fround(to - from));
  const difference = fround(antiderivative(to, power, -1) - fround(antiderivative(from, power, -1) * decay));
  return fround(fround(exp(to) * difference) / rate ** (power + 1));
}

/** ∫ e^{−λ} λ^n dλ. */
function decayingMoment({ start, end, h }: Interval, power: number): number {
  return fround(exp(-end) * fround(fround(antiderivative(start, power, 1) * exp(h)) - antiderivative(end, power, 1)));
}

/** The polynomial beside the exponential in ∫ λ^n e^{∓λ} dλ: λ^n ± n·λ^{n−1} + n(n−1)·λ^{n−2} ± …, highest power first. */
function antiderivative(x: number, power: number, sign: 1 | -1): number {
  let factor = 1;
  let sum = integerPower(x, power);
  for (let n = power; n > 0; n--) {
    factor *= sign * n;
    sum = fround(sum + (n === 1 ? factor : fround(factor * integerPower(x, n - 1))));
  }
  return sum;
}

/** `x ** n` of a float32 by multiplication, as torch does for small n. */
function integerPower(x: number, n: number): number {
  let result = 1;
  for (let i = 0; i < n; i++) result = fround(result * x);
  return result;
}

/** Coefficients of the polynomial that is 1 at node `i` and 0 at the others, highest power first. */
function lagrangePolynomial(nodes: readonly number[], i: number): number[] {
  const others = nodes.filter((_, k) => k !== i);
  const denominator = others.reduce((product, node) => fround(product * fround(nodes[i] - node)), 1);
  return elementarySymmetric(others).map((coefficient) => fround(coefficient / denominator));
}

/** The coefficients of Π (x − node) for up to three nodes: sums of their products with alternating signs. */
function elementarySymmetric(nodes: readonly number[]): number[] {
  switch (nodes.length) {
    case 0:
      return [1];
    case 1:
      return [1, -nodes[0]];
    case 2: {
      const [a, b] = nodes;
      return [1, fround(-a - b), fround(a * b)];
    }
    default: {
      const [a, b, c] = nodes;
      const pairs = fround(fround(fround(a * b) + fround(a * c)) + fround(b * c));
      return [1, fround(fround(-a - b) - c), pairs, fround(fround(-a * b) * c)];
    }
  }
}

/** Moves weight from the older to the newer output, so that second order meets DPM-Solver's; equation (18). */
function secondOrderShift({ end, h }: Interval, lambdas: readonly number[], { tau, isCorrection }: Kind): number {
  const rate = 1 + tau * tau;
  const rest = fround(fround(fround(h * rate) - 1) + exp(fround(rate * -h)));
  const scale = exp(fround(rate * end));
  if (isCorrection) return fround(scale * fround(fround(h / 2) - fround(rest / fround(rate * rate * h))));
  const gap = fround(lambdas[0] - lambdas[1]);
  return fround(fround(scale * fround(fround(fround(h * h) / 2) - fround(rest / (rate * rate)))) / gap);
}
