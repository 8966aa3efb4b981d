/**
 * The named schedules of k-diffusion and ComfyUI, over the noise a model was trained with. Each gives the levels from the most to the least noise and then 0, where sampling ends; float64.
 *
 * Sources: k-diffusion, k_diffusion/sampling.py (`get_sigmas_…`); ComfyUI, comfy/samplers.py (`…_scheduler`) and
 * comfy/model_sampling.py. Karras, exponential and beta grids are diffusers' too: sigmaGrids.ts.
 */
import { betaQuantile } from '../arithmetic/betaDistribution';
import { linspace, roundHalfEven } from '../arithmetic/numpy';
import { exponential, karras, type SigmaRange } from './sigmaGrids';

/** The levels a model was trained with, one a timestep, from the least to the most noise. */
export interface TrainedLevels {
  readonly sigmas: ArrayLike<number>;
  /** σ is the share of noise, 0…1, and the timestep is σ times the number of training timesteps. */
  readonly isFlow: boolean;
}

type Levels = (trained: TrainedLevels, count: number) => ArrayLike<number>;

const lastOf = ({ sigmas }: TrainedLevels): number => sigmas.length - 1;
const rangeOf = ({ sigmas }: TrainedLevels): SigmaRange => ({ least: sigmas[0], most: sigmas[sigmas.length - 1] });

/** The level at a timestep between two trained ones: even in log σ, as ComfyUI's ModelSamplingDiscrete has it. */
function levelAt({ sigmas, isFlow }: TrainedLevels, timestep: number): number {
  const low = Math.max(0, Math.min(Math.floor(timestep), sigmas.length - 1));
  const [a, b] = [sigmas[low], sigmas[Math.min(low + 1, sigmas.length - 1)]];
  const share = Math.max(0, timestep - low);
  return isFlow ? a + share * (b - a) : Math.exp((1 - share) * Math.log(a) + share * Math.log(b));
}

/** The timesteps of the most and the least noise. A flow's timestep is σ, so a shift moves it. */
function timestepsOf(trained: TrainedLevels): { readonly from: number; readonly to: number } {
  const last = lastOf(trained);
  return { from: last, to: trained.isFlow ? rangeOf(trained).least * (last + 1) - 1 : 0 };
}

/** Even in log σ raised to ρ; with k-diffusion's ρ = 1 it is the exponential one. */
export function polyexponential({ most, least }: SigmaRange, count: number, rho = 1): Float64Array {
  const width = Math.log(most) - Math.log(least);
  return linspace(1, 0, count).map((ramp) => Math.exp(ramp ** rho * width + Math.log(least)));
}

/** The continuous variance-preserving SDE: σ² = e^(½·β_d·t² + β_min·t) − 1. Song et al. 2021, appendix C. */
export function variancePreserving(count: number, betaD = 19.9, betaMin = 0.1, end = 1e-3): Float64Array {
  return linspace(1, end, count).map((t) => Math.sqrt(Math.expm1((betaD * t * t) / 2 + betaMin * t)));
}

/** Even in arctan σ, which minimises the KL divergence for one Gaussian. Sabour et al. 2024, "Align Your Steps", 3.1. */
export function klOptimal({ most, least }: SigmaRange, count: number): Float64Array {
  return linspace(0, 1, count).map((share) => Math.tan(share * Math.atan(least) + (1 - share) * Math.atan(most)));
}

/** Evenly spaced timesteps, both ends included. */
const normal: Levels = (trained, count) => {
  const { from, to } = timestepsOf(trained);
  return linspace(from, to, count).map((t) => levelAt(trained, t));
};

/** Of one more evenly spaced timestep the cleanest is left out, where sampling ends. Stability's generative-models. */
const sgmUniform: Levels = (trained, count) => {
  const { from, to } = timestepsOf(trained);
  return linspace(from, to, count + 1)
    .slice(0, -1)
    .map((t) => levelAt(trained, t));
};

/** Trained levels at a fractional stride from the noisiest down. */
const simple: Levels = ({ sigmas }, count) => {
  const stride = sigmas.length / count;
  return Float64Array.from({ length: count }, (_, i) => sigmas[sigmas.length - 1 - Math.floor(i * stride)]);
};

/** Trained levels at a whole stride from the second cleanest up, however many that makes. Song et al. 2021, "DDIM". */
const ddimUniform: Levels = ({ sigmas }, count) => {
  const stride = Math.max(1, Math.floor(sigmas.length / count));
  const visited = Math.ceil((sigmas.length - 1) / stride);
  return Float64Array.from({ length: visited }, (_, i) => sigmas[1 + i * stride]).reverse();
};

/** Timesteps at quantiles of Beta(0.6, 0.6), each visited once. Lee et al. 2024, "Beta Sampling is All You Need". */
const betaTimesteps: Levels = (trained, count) => {
  const places = Array.from({ length: count }, (_, i) =>
    roundHalfEven(betaQuantile(1 - i / count, 0.6, 0.6) * lastOf(trained)),
  );
  return Float64Array.from(
    places.filter((place, i) => place !== places[i - 1]),
    (place) => trained.sigmas[place],
  );
};

/** Falls linearly to 97.5 % over the first half, quadratically after that. Genmo, "Mochi 1", mochi_preview/infer.py. */
const linearQuadratic: Levels = (trained, count) => {
  const { most } = rangeOf(trained);
  if (count === 1) return [most];
  const threshold = 0.025;
  const linear = Math.floor(count / 2);
  const rest = count - linear;
  const ahead = linear - threshold * count;
  const square = ahead / (linear * rest ** 2);
  const slope = threshold / linear - (2 * ahead) / rest ** 2;
  const denoised = (i: number): number =>
    i < linear ? (i * threshold) / linear : square * i ** 2 + slope * i + square * linear ** 2;
  return Float64Array.from({ length: count }, (_, i) => (1 - denoised(i)) * most);
};

const overRange =
  (grid: (range: SigmaRange, count: number) => Float64Array): Levels =>
  (trained, count) =>
    grid(rangeOf(trained), count);

/** The schedules by name, each described in a few words. */
export const kDiffusionSchedules = {
  karras: { doc: 'even in σ^(1/7): dense where there is little noise', levels: overRange(karras) },
  exponential: { doc: 'even in log σ', levels: overRange(exponential) },
  polyexponential: {
    doc: 'polynomial in log σ; exponential at k-diffusion’s ρ = 1',
    levels: overRange((range, count) => polyexponential(range, count)),
  },
  vp: {
    doc: 'the continuous variance-preserving SDE, whatever the model',
    levels: (_: TrainedLevels, count: number) => variancePreserving(count),
  },
  normal: { doc: 'evenly spaced timesteps, both ends included', levels: normal },
  sgm_uniform: { doc: 'evenly spaced timesteps without the last', levels: sgmUniform },
  simple: { doc: 'trained levels at an even stride from the noisiest', levels: simple },
  ddim_uniform: { doc: 'trained levels at a whole stride from the cleanest', levels: ddimUniform },
  beta: { doc: 'timesteps at quantiles of Beta(0.6, 0.6): dense at both ends', levels: betaTimesteps },
  linear_quadratic: { doc: 'linear at first, then quadratic (Mochi)', levels: linearQuadratic },
  kl_optimal: { doc: 'even in arctan σ', levels: overRange(klOptimal) },
} as const satisfies Readonly<Record<string, { readonly doc: string; readonly levels: Levels }>>;

export type KDiffusionName = keyof typeof kDiffusionSchedules;

/**
 * The levels of a named schedule.
 *
 * @param count steps asked for, at least 1; `ddim_uniform` and `beta` may take another number
 * @returns the levels of the steps and then 0
 */
export function kDiffusionSigmas(name: KDiffusionName, trained: TrainedLevels, count: number): Float64Array {
  const levels = trained.sigmas.length === 0 ? [] : kDiffusionSchedules[name].levels(trained, count);
  return Float64Array.from([...Array.from(levels), 0]);
}
