/** β_t: the noise that training adds at each timestep. Source: diffusers, the constructors of its beta-based schedulers. */
import { betaSchedules } from '../options/options';
import { nearest } from '../options/nearest';
import { precisionOf, type FloatTensor } from '../arithmetic/precision';
import { raise } from '../arithmetic/python';
import { sigmoid } from '../arithmetic/sigmoid';
import { numberOf } from '../arithmetic/size';
import { cumprod, linspace, map } from '../arithmetic/torch';

const { fround } = Math;

export interface BetaConfig {
  readonly num_train_timesteps: number;
  readonly beta_start: number;
  readonly beta_end: number;
  readonly beta_schedule: string;
  readonly trained_betas: readonly number[] | null;
}

type BetaSchedule = (config: BetaConfig) => Float32Array;

/** Ho et al. 2020. */
const linear: BetaSchedule = (c) => linspace(c.beta_start, c.beta_end, c.num_train_timesteps);

/** Linear in √β; Rombach et al. 2022 (latent diffusion). */
const scaledLinear: BetaSchedule = (c) =>
  map(linspace(root(c.beta_start), root(c.beta_end), c.num_train_timesteps), (x) => x * x);

/** Nichol & Dhariwal 2021: ᾱ falls as a squared cosine. */
export const squaredCosine = (c: Pick<BetaConfig, 'num_train_timesteps'>): Float32Array =>
  fromAlphaBar(c.num_train_timesteps, (t) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2);

/** ᾱ falls exponentially. */
const exponential: BetaSchedule = (c) => fromAlphaBar(c.num_train_timesteps, (t) => Math.exp(t * -12));

/** log-SNR with a Laplace distribution; Hang & Gu 2024. */
const laplace: BetaSchedule = (c) =>
  fromAlphaBar(c.num_train_timesteps, (t) => {
    const side = Object.is(0.5 - t, -0) || t > 0.5 ? -1 : 1;
    const snr = Math.exp(-0.5 * side * Math.log(1 - 2 * Math.abs(0.5 - t) + 1e-6));
    return Math.sqrt(snr / (1 + snr));
  });

/** A sigmoid from −6 to 6; Xu et al. 2022 (GeoDiff). */
const geoDiff: BetaSchedule = (c) => {
  const range = fround(c.beta_end - c.beta_start);
  const start = fround(c.beta_start);
  return map(linspace(-6, 6, c.num_train_timesteps), (x) => fround(sigmoid(x) * range) + start);
};

const schedules: Readonly<Record<string, BetaSchedule>> = {
  linear,
  scaled_linear: scaledLinear,
  squaredcos_cap_v2: squaredCosine,
  exp: exponential,
  laplace,
  sigmoid: geoDiff,
};

/**
 * The betas of a configuration, float32 of shape [num_train_timesteps].
 * @param supported the names that the class at hand knows
 * @throws NotImplementedError for a `beta_schedule` the class does not know
 */
export function betasOf(config: BetaConfig, supported: readonly string[] = betaSchedules): Float32Array {
  if (config.trained_betas !== null) return Float32Array.from(config.trained_betas);
  const name = config.beta_schedule;
  if (!supported.includes(name)) {
    const others = `Use one of ${supported.map((word) => `"${word}"`).join(', ')}.`;
    raise('NotImplementedError', `beta_schedule "${name}" is not implemented`, nearest(name, supported) ?? others);
  }
  return schedules[name](config);
}

/** `beta ** 0.5`. @throws RuntimeError for a negative beta: Python makes it complex, which `torch.linspace` refuses */
export function root(beta: number): number {
  if (beta < 0) {
    raise('RuntimeError', `the square root of a negative beta (${beta}) is not real`, 'Use betas from 0 to 1.');
  }
  return Math.sqrt(beta);
}

/** β_i = 1 − ᾱ((i+1)/n) / ᾱ(i/n), at most 0.999. */
function fromAlphaBar(steps: number, alphaBar: (t: number) => number): Float32Array {
  const betas = new Float32Array(numberOf(Math.max(0, steps)));
  let previous = alphaBar(0);
  for (let i = 0; i < steps; i++) {
    const next = alphaBar((i + 1) / steps);
    betas[i] = Math.min(1 - next / previous, 0.999);
    previous = next;
  }
  return betas;
}

/** ᾱ_t = Π (1 − β), in the precision of the betas. */
export function cumulativeAlphas<T extends FloatTensor>(betas: T): T {
  return cumprod(map(betas, (beta) => 1 - beta));
}

/** Betas whose last timestep has no signal, float32; `rescale_zero_terminal_snr` of diffusers. */
export function rescaleZeroTerminalSnr(betas: Float32Array): Float32Array {
  const alphaBars = withoutTerminalSignal(cumulativeAlphas(betas));
  return map(alphaBars, (alphaBar, i) => 1 - (i === 0 ? alphaBar : fround(alphaBar / alphaBars[i - 1])));
}

/**
 * √ᾱ is shifted to end at 0 and scaled to keep its first value.
 * Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed", algorithm 1.
 * @throws IndexError without training timesteps
 */
export function withoutTerminalSignal<T extends FloatTensor>(alphasCumprod: T): T {
  if (alphasCumprod.length === 0) {
    raise('IndexError', 'index 0 is out of bounds for dimension 0 with size 0', 'Use at least one training timestep.');
  }
  const { round, sqrt } = precisionOf(alphasCumprod);
  const roots = map<FloatTensor>(alphasCumprod, sqrt);
  const first = roots[0];
  const last = roots[roots.length - 1];
  const scale = round(first / round(first - last));
  return map(roots, (root) => round(round(root - last) * scale) ** 2) as T;
}
