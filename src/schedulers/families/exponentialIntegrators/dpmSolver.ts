/**
 * DPM-Solver's updates: exponential integrators in λ = ln(α/σ), half the log-SNR.
 * Lu et al. 2022a, "DPM-Solver" (noise prediction), and 2022b, "DPM-Solver++" (data prediction, and the SDE variants).
 */
import { log } from '../../arithmetic/logarithm';
import { raise } from '../../arithmetic/python';
import { sqrt } from '../../arithmetic/squareRoot';
import { combine, difference, scaled, type Term } from '../../arithmetic/tensor';

const { fround } = Math;

/** A noise level: x = α·x0 + σ·ε, float32. */
export interface SolverLevel {
  readonly alpha: number;
  readonly sigma: number;
  readonly lambda: number;
  /** The sigma as the schedule holds it. */
  readonly held: number;
}

/** The level of a sigma, in 0..1 for flow matching or √((1−ᾱ)/ᾱ). */
export function solverLevel(sigma: number, isFlow: boolean): SolverLevel {
  const [alpha, noise] = isFlow ? [fround(1 - sigma), sigma] : variancePreserving(sigma);
  return { alpha, sigma: noise, lambda: fround(log(alpha) - log(noise)), held: sigma };
}

function variancePreserving(sigma: number): readonly [alpha: number, sigma: number] {
  const alpha = fround(1 / sqrt(fround(fround(sigma * sigma) + 1)));
  return [alpha, fround(sigma * alpha)];
}

/** The weights of the sample and the derivatives of model outputs in an update. */
interface Weights {
  readonly sample: number;
  /** Of D0, the output itself. */
  readonly value: number;
  /** Of D1, its slope in λ: by the midpoint rule, or integrated exactly ("heun", and third order). */
  readonly midpoint: number;
  readonly slope: number;
  /** Of D2, its curvature; null where no third order is known. */
  readonly curvature: number | null;
  /** Of fresh noise; null for the ODE. */
  readonly noise: number | null;
}

type Algorithm = (from: SolverLevel, to: SolverLevel, h: number) => Weights;

/** `torch.exp` of one float32. */
const exp = (x: number): number => fround(Math.exp(x));

const algorithms: Readonly<Record<string, Algorithm>> = {
  'dpmsolver++': (from, to, h) => {
    const decay = fround(exp(-h) - 1);
    return {
      sample: fround(to.sigma / from.sigma),
      value: -fround(to.alpha * decay),
      midpoint: -0.5 * fround(to.alpha * decay),
      slope: fround(to.alpha * fround(fround(decay / h) + 1)),
      curvature: -fround(to.alpha * fround(fround(fround(decay + h) / fround(h * h)) - 0.5)),
      noise: null,
    };
  },

  dpmsolver: (from, to, h) => {
    const growth = fround(exp(h) - 1);
    return {
      sample: fround(to.alpha / from.alpha),
      value: -fround(to.sigma * growth),
      midpoint: -0.5 * fround(to.sigma * growth),
      slope: -fround(to.sigma * fround(fround(growth / h) - 1)),
      curvature: -fround(to.sigma * fround(fround(fround(growth - h) / fround(h * h)) - 0.5)),
      noise: null,
    };
  },

  'sde-dpmsolver++': (from, to, h) => {
    const decay = fround(1 - exp(-2 * h));
    const twice = 2 * h;
    return {
      sample: fround(fround(to.sigma / from.sigma) * exp(-h)),
      value: fround(to.alpha * decay),
      midpoint: 0.5 * fround(to.alpha * decay),
      slope: fround(to.alpha * fround(fround(decay / -twice) + 1)),
      curvature: fround(to.alpha * fround(fround(fround(decay - twice) / fround(twice * twice)) - 0.5)),
      noise: fround(to.sigma * sqrt(decay)),
    };
  },

  'sde-dpmsolver': (from, to, h) => {
    const growth = fround(exp(h) - 1);
    return {
      sample: fround(to.alpha / from.alpha),
      value: -2 * fround(to.sigma * growth),
      midpoint: -fround(to.sigma * growth),
      slope: -2 * fround(to.sigma * fround(fround(growth / h) - 1)),
      curvature: null,
      noise: fround(to.sigma * sqrt(fround(exp(2 * h) - 1))),
    };
  },
};

/** The algorithm of a configuration; "deis", DEIS' own, is read as the default one. */
export const algorithmOf = ({ algorithm_type: name }: { readonly algorithm_type: string }): string =>
  name === 'deis' ? 'dpmsolver++' : name;

/** Whether an algorithm integrates the clean sample rather than the noise. */
export const predictsData = (algorithm: string): boolean => algorithm.endsWith('++');

/** Whether an algorithm adds fresh noise at every step. */
export const isStochastic = (algorithm: string): boolean => algorithm.startsWith('sde-');

/** The input of an update. */
export interface Update {
  readonly algorithm: string;
  /** "midpoint" or "heun". */
  readonly solver: string;
  readonly sample: Float32Array;
  /** Level of the sample. */
  readonly from: SolverLevel;
  readonly to: SolverLevel;
  /** D0 of the Taylor expansion in λ, then D1 and D2 for orders 2 and 3. */
  readonly derivatives: readonly Float32Array[];
  readonly noise: Float32Array | null;
}

/** The sample at the level `to`. @throws UnboundLocalError for an order that an algorithm does not have */
export function dpmUpdate({ algorithm, solver, sample, from, to, derivatives, noise }: Update): Float32Array {
  const weights = algorithms[algorithm](from, to, fround(to.lambda - from.lambda));
  const [value, slope, curvature] = derivatives;
  const terms: Term[] = [[weights.value, value]];
  if (derivatives.length === 2) terms.push([solver === 'heun' ? weights.slope : weights.midpoint, slope]);
  if (derivatives.length === 3) {
    terms.push([weights.slope, slope], [weights.curvature ?? refuseThirdOrder(algorithm), curvature]);
  }
  if (weights.noise !== null && noise) terms.push([weights.noise, noise]);
  return combine([weights.sample, sample], ...terms);
}

/** D1 = (m0 − m1) / r0, by a model output `m1` that was made r0·h earlier than `m0`. */
export function firstDifference(m0: Float32Array, m1: Float32Array, r0: number): Float32Array {
  return scaled(difference(m0, m1), fround(1 / r0));
}

/** D1 and D2 from three outputs, the newest first, that were made r0·h and r1·h apart. */
export function secondDifferences(
  [m0, m1, m2]: readonly [Float32Array, Float32Array, Float32Array],
  r0: number,
  r1: number,
): readonly [slope: Float32Array, curvature: Float32Array] {
  const recent = firstDifference(m0, m1, r0);
  const earlier = firstDifference(m1, m2, r1);
  const change = difference(recent, earlier);
  const span = fround(r0 + r1);
  return [combine([1, recent], [fround(r0 / span), change]), scaled(change, fround(1 / span))];
}

/** @throws UnboundLocalError, as the variable for the result is never set */
export function refuseThirdOrder(algorithm: string): never {
  raise(
    'UnboundLocalError',
    `algorithm_type "${algorithm}" has no third-order step`,
    'Use solver_order=2, or another algorithm_type.',
  );
}
