import type { Schedule } from '../schedulers/schedule';
import { significant } from './numbers';

/** Why `init_noise_sigma` is the number it is. Identifiers stand in backticks; nothing in it comes from user code. */
export interface Explanation {
  /** The value, and how it changes with `set_timesteps`. */
  readonly headline: string;
  /** Where the number comes from. */
  readonly why: string;
  /** What multiplying with it is for. */
  readonly purpose: string;
}

/** Explains `init_noise_sigma` of a schedule with its actual values, β → ᾱ → σ. */
export function explainInitNoiseSigma(schedule: Schedule): Explanation {
  const { before, after } = schedule.initNoiseSigma;
  const value = after ?? before;
  if (value === null) return absent(schedule);
  const explanation = schedule.parametrisation === 've' ? scaled(schedule, value) : unscaled(schedule);
  return { headline: headline(before, value), ...explanation };
}

function headline(before: number | null, value: number): string {
  const written = `\`init_noise_sigma\` = **${initNoise(value)}**`;
  const changes = before !== null && initNoise(before) !== initNoise(value);
  return changes ? `${written} after \`set_timesteps\`, ${initNoise(before)} before` : written;
}

function initNoise(value: number): string {
  const written = significant(value);
  return /^\d+$/.test(written) ? `${written}.0` : written;
}

/** Flow matching: no attribute at all. */
function absent({ className, steps }: Schedule): Explanation {
  const first = steps.sigmas.at(0) ?? 1;
  const start =
    first === 1
      ? 'the first σ is 1, where x is nothing but noise: `torch.randn` already is the start'
      : `the first σ is ${significant(first)}, and \`torch.randn\` is taken as the start as it is`;
  return {
    headline: `\`${className}\` has no \`init_noise_sigma\``,
    why: `Flow matching mixes x = (1−σ)·x0 + σ·ε, and ${start}.`,
    purpose: '`latents * scheduler.init_noise_sigma` is an AttributeError with this class: leave the factor out.',
  };
}

/** Classes that keep the latents at unit variance, where the factor is 1. */
function unscaled({ parametrisation, steps }: Schedule): Omit<Explanation, 'headline'> {
  const [t, signal, noise, sigma] = [steps.timesteps, steps.signal, steps.noise, steps.sigmas].map(
    (column) => column.at(0) ?? NaN,
  );
  const mix = parametrisation === 'flow' ? 'x = (1−σ)·x0 + σ·ε' : 'x = √ᾱ·x0 + √(1−ᾱ)·ε';
  const level = parametrisation === 'flow' ? '' : `, a σ of ${significant(sigma)} in classes that add noise unscaled`;
  return {
    why:
      `This class keeps the latents at unit variance, ${mix}, so \`torch.randn\` is the start as it is: ` +
      `at the first step, t = ${significant(t)}, it is ${significant(noise)} noise and ` +
      `${significant(signal)} picture${level}.`,
    purpose: 'Multiplying by it changes nothing; it keeps a loop correct when the scheduler is exchanged.',
  };
}

/** k-diffusion style classes: the factor is the first noise level. */
function scaled(schedule: Schedule, value: number): Omit<Explanation, 'headline'> {
  const first = firstLevel(schedule);
  const trained = trainedLevel(schedule);
  const startsAtTheTop = trained !== null && first.t === trained.t;
  const { before } = schedule.initNoiseSigma;
  const changes = before !== null && initNoise(before) !== initNoise(value);
  const why = [
    `${betasInWords(schedule)}ᾱ = ${alphaInWords(schedule, first)} at ${levelName(first, startsAtTheTop)}`,
    `so σ = √((1−ᾱ)/ᾱ) = √(${significant(1 - first.alphaCumprod)}/${significant(first.alphaCumprod)}) = ${significant(first.sigma)}`,
  ].join(', ');
  const root = addsUnitVariance(schedule)
    ? `; \`leading\` spacing adds the picture's own variance of 1: √(σ²+1) = ${significant(value)}`
    : '';
  const earlier =
    changes && trained
      ? `Before \`set_timesteps\` the noisiest training step counts, t = ${significant(trained.t)}: ` +
        `${addsUnitVariance(schedule) ? `√(${significant(trained.sigma)}²+1)` : 'σ'} = ${initNoise(before)}. `
      : '';
  return {
    why: `${why}${root}.`,
    purpose:
      `${earlier}\`torch.randn\` has a standard deviation of 1: times ${initNoise(value)} the latents start as noisy as the model knows ` +
      `them at that step (less turns out flat, more stays noisy). In the loop \`scale_model_input\` divides by √(σ²+1), ` +
      `back to the unit variance the model was trained on.`,
  };
}

interface Level {
  readonly t: number;
  readonly sigma: number;
  readonly alphaCumprod: number;
}

/** The noisiest step that is sampled. */
function firstLevel({ steps }: Schedule): Level {
  let noisiest = 0;
  steps.sigmas.forEach((sigma, i) => {
    if (sigma > steps.sigmas[noisiest]) noisiest = i;
  });
  return {
    t: steps.timesteps[noisiest] ?? NaN,
    sigma: steps.sigmas[noisiest] ?? NaN,
    alphaCumprod: steps.alphasCumprod[noisiest] ?? NaN,
  };
}

/** The noisiest step of training, null where the class keeps no ᾱ. */
function trainedLevel({ training }: Schedule): Level | null {
  const last = training.timesteps.length - 1;
  const alphaCumprod = training.alphasCumprod?.[last];
  if (alphaCumprod === undefined) return null;
  return { t: training.timesteps[last] ?? NaN, sigma: training.sigmas[last] ?? NaN, alphaCumprod };
}

function levelName({ t }: Level, isNoisiest: boolean): string {
  return `${isNoisiest ? 'the noisiest training step' : 'the first sampling step'} t = ${significant(t)}`;
}

function alphaInWords({ config }: Schedule, { alphaCumprod }: Level): string {
  const clamped = config['rescale_betas_zero_snr'] === true && alphaCumprod < 1e-7;
  return clamped ? `2⁻²⁴ (diffusers' stand-in for zero signal)` : significant(alphaCumprod);
}

/** Source: diffusers, `init_noise_sigma` of scheduling_euler_discrete.py and its kin. */
function addsUnitVariance({ config }: Schedule): boolean {
  return config['timestep_spacing'] === 'leading';
}

/** "β from 0.00085 to 0.012 (`scaled_linear`) leaves ", up to the ᾱ that it leaves. */
function betasInWords({ config, training }: Schedule): string {
  if (!training.betas) return '';
  const rescaled = config['rescale_betas_zero_snr'] === true ? ', rescaled to zero terminal SNR,' : '';
  const product = `${rescaled} leaves `;
  if (Array.isArray(config['trained_betas'])) return `β as given in \`trained_betas\`${product}`;
  if (config['beta_schedule'] === 'squaredcos_cap_v2')
    return `β of the cosine schedule (\`squaredcos_cap_v2\`)${product}`;
  const [start, end] = [config['beta_start'], config['beta_end']];
  if (typeof start !== 'number' || typeof end !== 'number') return `β${product}`;
  return `β from ${significant(start)} to ${significant(end)} (\`${String(config['beta_schedule'])}\`)${product}`;
}
