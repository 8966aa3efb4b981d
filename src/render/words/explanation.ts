import type { Schedule } from '../../schedulers/definition/schedule';
import { hasNoiseLevels, isInversion } from './noiseLevels';
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
  if (!hasNoiseLevels(schedule)) return tokens(schedule);
  const { before, after } = schedule.initNoiseSigma;
  const value = after ?? before;
  if (value === null) return absent(schedule);
  return { headline: headline(before, value), ...reasons(schedule, value) };
}

type Reasons = Omit<Explanation, 'headline'>;

function reasons(schedule: Schedule, value: number): Reasons {
  if (isInversion(schedule)) return inverted(schedule);
  if (schedule.parametrisation !== 've') return mixed(schedule, value);
  return schedule.training.alphasCumprod ? scaled(schedule, value) : given(schedule, value);
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

/** Masked language models and their kin. */
function tokens({ className }: Schedule): Explanation {
  return {
    headline: `\`${className}\` works on discrete tokens: no noise levels, and no \`init_noise_sigma\``,
    why: 'Its sample is a sequence of tokens, of which some are masked or replaced; a step decides which of them stay.',
    purpose: '`latents * scheduler.init_noise_sigma` is an AttributeError with this class: leave the factor out.',
  };
}

/** No attribute at all. */
function absent(schedule: Schedule): Explanation {
  const { className, parametrisation } = schedule;
  return {
    headline: `\`${className}\` has no \`init_noise_sigma\``,
    why: parametrisation === 'flow' ? flowStart(schedule) : mixtureInWords(schedule),
    purpose: '`latents * scheduler.init_noise_sigma` is an AttributeError with this class: leave the factor out.',
  };
}

function flowStart({ steps }: Schedule): string {
  const first = steps.sigmas.at(0) ?? 1;
  const start =
    first === 1
      ? 'the first σ is 1, where x is nothing but noise: `torch.randn` already is the start'
      : `the first σ is ${significant(first)}, and \`torch.randn\` is taken as the start as it is`;
  return `Flow matching mixes x = (1−σ)·x0 + σ·ε, and ${start}.`;
}

/** Classes that end in noise instead of beginning there. */
function inverted({ steps }: Schedule): Reasons {
  const [first, last] = [steps.sigmas.at(0), steps.sigmas.at(-1)];
  const rise =
    first === undefined || last === undefined
      ? ''
      : ` σ is ${significant(first)} at the first step, t = ${significant(steps.timesteps[0])}` +
        (steps.count > 1 ? `, and rises to ${significant(last)}.` : '.');
  return {
    why: `This class goes from a picture back to the noise it would be sampled from: it starts with the latents of a clean picture, not with \`torch.randn\`.${rise}`,
    purpose: 'Multiplying by it changes nothing; there is no noise at the start that could be scaled.',
  };
}

/** Classes that mix signal and noise, where the factor mostly is 1. */
function mixed(schedule: Schedule, value: number): Reasons {
  const noise = schedule.steps.noise.at(0) ?? 1;
  const why = mixtureInWords(schedule);
  if (value !== 1) {
    const share = Math.abs(value - noise) < 1e-4 ? ', the share of noise at the first step' : '';
    return {
      why,
      purpose: `\`torch.randn\` has a standard deviation of 1: multiplying makes it ${initNoise(value)}${share}.`,
    };
  }
  const [deviation] = numbersOf(schedule, 'sigma_data');
  if (!keepsUnitVariance(schedule) && deviation !== undefined) {
    return {
      why,
      purpose: `Multiplying by it changes nothing: the start is \`torch.randn\` times \`sigma_data\` = ${significant(deviation)}, which is for the loop to do.`,
    };
  }
  return {
    why,
    purpose: 'Multiplying by it changes nothing; it keeps a loop correct when the scheduler is exchanged.',
  };
}

function mixtureInWords(schedule: Schedule): string {
  const { parametrisation, steps, initNoiseSigma } = schedule;
  const unit = keepsUnitVariance(schedule);
  const mix =
    parametrisation === 'flow'
      ? 'x = (1−σ)·x0 + σ·ε'
      : unit
        ? 'x = √ᾱ·x0 + √(1−ᾱ)·ε'
        : 'x = cos t·x0 + sin t·`sigma_data`·ε';
  const asItIs = unit && (initNoiseSigma.after ?? initNoiseSigma.before ?? 1) === 1;
  const lead = unit
    ? `This class keeps the latents at unit variance, ${mix}${asItIs ? ', so `torch.randn` is the start as it is' : ''}`
    : `This class mixes ${mix}`;
  if (steps.count === 0) return `${lead}.`;
  const level =
    parametrisation === 'flow' || !unit
      ? ''
      : `, a σ of ${significant(steps.sigmas[0])} in classes that add noise unscaled`;
  return (
    `${lead}: at the first step, t = ${significant(steps.timesteps[0])}, it is ${significant(steps.noise[0])} noise and ` +
    `${significant(steps.signal[0])} picture${level}.`
  );
}

/** All but TrigFlow with data that is not of unit variance. */
function keepsUnitVariance({ parametrisation, steps }: Schedule): boolean {
  if (parametrisation !== 'vp') return true;
  return steps.signal.every((signal, i) => !(Math.abs(signal ** 2 + steps.noise[i] ** 2 - 1) > 1e-3));
}

/** The values of options that are numbers. */
function numbersOf({ config }: Schedule, ...names: readonly string[]): (number | undefined)[] {
  return names.map((name) => {
    const value = config[name];
    return typeof value === 'number' ? value : undefined;
  });
}

/** Classes that add noise unscaled and are told their σ outright: there is no β and no ᾱ to derive it from. */
function given(schedule: Schedule, value: number): Reasons {
  const [most] = numbersOf(schedule, 'sigma_max');
  const first = firstLevel(schedule);
  const origin =
    most === undefined
      ? ''
      : most === value
        ? '; `init_noise_sigma` is `sigma_max`'
        : `; \`init_noise_sigma\` is √(\`sigma_max\`²+1) = √(${significant(most)}²+1) = ${significant(value)}`;
  const start =
    schedule.steps.count === 0
      ? ''
      : `: at the first step, t = ${significant(first.t)}, σ = ${significant(first.sigma)}`;
  const isThatNoisy = Math.abs(value / Math.hypot(first.sigma, 1) - 1) < 0.01 || value === first.sigma;
  return {
    why: `This class adds noise unscaled, x = x0 + σ·ε${start}${origin}.`,
    purpose:
      `\`torch.randn\` has a standard deviation of 1: times ${initNoise(value)} the latents ` +
      `${isThatNoisy ? 'start as noisy as the model knows them at that step' : 'start with that one'}. ${inputInWords(schedule)}`,
  };
}

/** What `scale_model_input` does. */
function inputInWords(schedule: Schedule): string {
  if (schedule.steps.inputScale.every((scale) => scale === 1))
    return '`scale_model_input` leaves them as they are: the model is given x itself.';
  const [deviation] = numbersOf(schedule, 'sigma_data');
  return deviation === undefined
    ? 'In the loop `scale_model_input` divides by √(σ²+1), back to the unit variance the model was trained on.'
    : `In the loop \`scale_model_input\` divides by √(σ²+\`sigma_data\`²), \`sigma_data\` = ${significant(deviation)}, back to the unit variance the model was trained on.`;
}

/** k-diffusion style classes: the factor is the first noise level. */
function scaled(schedule: Schedule, value: number): Reasons {
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
      `them at that step (less turns out flat, more stays noisy). ${inputInWords(schedule)}`,
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
