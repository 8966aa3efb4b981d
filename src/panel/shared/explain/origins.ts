/** Where the noise levels come from in the classes that have no β. */
import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';
import { explainInitNoiseSigma } from '../../../render/words/explanation';
import { gridOf, gridParts } from './grid';
import { originOfBetas } from './originOfBetas';
import { significant } from '../../../render/words/numbers';
import { formula, prose, type Chapter, type Part } from './part';
import { atStep, numberIn, storyOf, type StepNumbers } from './story';
import { agrees, tex } from './tex';
import { variantOf } from './variant';

export function originChapter(request: ScheduleRequest, schedule: Schedule): Chapter {
  switch (storyOf(schedule)) {
    case 'betas':
      return originOfBetas(request, schedule);
    case 'alphas':
      return { id: 'origin', title: 'From ᾱ to σ', parts: alphas(schedule) };
    case 'angle':
      return { id: 'origin', title: 'From an angle to signal and noise', parts: angle(schedule) };
    case 'levels':
      return { id: 'origin', title: 'Where σ comes from', parts: levels(schedule) };
    case 'flow':
      return { id: 'origin', title: 'σ, the share of noise', parts: flow(request, schedule) };
    case 'tokens':
      return { id: 'origin', title: 'Tokens instead of noise', parts: tokens(schedule) };
  }
}

function alphas(schedule: Schedule): Part[] {
  return [
    prose(
      'This class has no β: **ᾱ**, the share of the picture in the variance of x_t, is a function of the timestep itself.',
    ),
    ...continuousTime(schedule),
    prose('**σ** is the same level as a ratio: how much noise there is for one part of picture.'),
    formula(
      atStep(schedule, ({ alphaCumprod, sigma }) => {
        const symbols = String.raw`\sigma = \sqrt{\frac{1-\bar\alpha}{\bar\alpha}}`;
        if (!agrees(Math.sqrt((1 - alphaCumprod) / alphaCumprod), sigma, 1e-3)) return symbols;
        return String.raw`${symbols} = \sqrt{\frac{${tex(1 - alphaCumprod)}}{${tex(alphaCumprod)}}} = ${tex(sigma)}`;
      }),
    ),
  ];
}

/** Song et al. 2021, "Score-Based Generative Modeling through SDEs", (33). */
function continuousTime(schedule: Schedule): Part[] {
  const [least, most] = [numberIn(schedule, 'beta_min'), numberIn(schedule, 'beta_max')];
  if (least === null || most === null) return [];
  return [
    prose('β grows evenly with time t, from `beta_min` to `beta_max`, and ᾱ is what it leaves of the picture:'),
    formula(
      atStep(schedule, ({ timestep: t, alphaCumprod }) => {
        const symbols = String.raw`\bar\alpha(t) = e^{-\frac{t^2}{2}(\beta_\text{max}-\beta_\text{min}) - t\,\beta_\text{min}}`;
        const value = Math.exp(-(t * t * (most - least)) / 2 - t * least);
        return agrees(value, alphaCumprod, 1e-3) ? `${symbols} = ${tex(alphaCumprod)}` : symbols;
      }),
    ),
  ];
}

function angle(schedule: Schedule): Part[] {
  return [
    prose(
      'On TrigFlow x_t turns from the picture to the noise along a quarter of a circle. The timestep is the **angle** t, from π/2 (nothing but noise) to 0 (nothing but picture).',
    ),
    formula(
      atStep(schedule, ({ timestep: t, signal }) =>
        agrees(Math.cos(t), signal, 1e-3) || Math.abs(Math.cos(t) - signal) < 1e-5
          ? String.raw`\cos t = \cos ${tex(t)} = ${tex(signal)}`
          : null,
      ),
    ),
    formula(
      atStep(schedule, ({ timestep: t, noise }) => {
        const data = numberIn(schedule, 'sigma_data') ?? 1;
        if (!agrees(Math.sin(t) * data, noise, 1e-3)) return null;
        return String.raw`\sin t\cdot\sigma_\text{data} = \sin ${tex(t)}\cdot ${tex(data)} = ${tex(noise)}`;
      }),
    ),
  ];
}

function levels(schedule: Schedule): Part[] {
  return [
    prose(
      'This class has no β and no ᾱ: a model trained this way knows every amount of noise, and **σ**, its standard deviation, is chosen outright.',
    ),
    ...gridParts(schedule),
    ...(gridOf(schedule) ? [] : powers(schedule)),
    ...told(schedule),
  ];
}

/** σ as a power of the ratio of its ends. */
function powers(schedule: Schedule): Part[] {
  const [least, most] = [numberIn(schedule, 'sigma_min'), numberIn(schedule, 'sigma_max')];
  if (least === null || most === null) return [];
  return [
    formula(
      atStep(schedule, ({ timestep: t, sigma }) => {
        if (!agrees(least * (most / least) ** t, sigma, 1e-3)) return null;
        return String.raw`\sigma(t) = \sigma_\text{min}\,\Bigl(\frac{\sigma_\text{max}}{\sigma_\text{min}}\Bigr)^t = ${tex(least)}\cdot\Bigl(\frac{${tex(most)}}{${tex(least)}}\Bigr)^{${tex(t)}} = ${tex(sigma)}`;
      }),
    ),
  ];
}

/** What a model can be told of σ, in TeX as far as the number, and its value. */
interface Told {
  readonly symbols: (sigma: string) => string;
  readonly value: (sigma: number) => number;
}

const toldOfLevels: readonly Told[] = [
  {
    symbols: (sigma) => String.raw`c_\text{noise} = \tfrac14\ln\sigma = \tfrac14\ln ${sigma}`,
    value: (sigma) => Math.log(sigma) / 4,
  },
  {
    symbols: (sigma) => String.raw`t = 1000\cdot\tfrac14\ln\sigma = 250\,\ln ${sigma}`,
    value: (sigma) => 250 * Math.log(sigma),
  },
  {
    symbols: (sigma) => String.raw`t = \tfrac{2}{\pi}\arctan\sigma = \tfrac{2}{\pi}\arctan ${sigma}`,
    value: (sigma) => (Math.atan(sigma) * 2) / Math.PI,
  },
];

/** The way in which every step's timestep is made of its σ. */
function told(schedule: Schedule): Part[] {
  const { timesteps, sigmas } = schedule.steps;
  const way = toldOfLevels.find(({ value }) => sigmas.every((sigma, i) => agrees(value(sigma), timesteps[i])));
  if (!way) return [];
  return [
    prose('The model is told the level in a form that suits a network:'),
    formula(atStep(schedule, ({ timestep, sigma }) => `${way.symbols(tex(sigma))} = ${tex(timestep)}`)),
  ];
}

function flow(request: ScheduleRequest, schedule: Schedule): Part[] {
  return [
    prose(
      'Flow matching has no β: picture and noise are the ends of a straight line, and **σ** says how far x lies towards the noise. At σ = 1 it is nothing but noise, at σ = 0 nothing but picture.',
    ),
    ...toldOfFlow(schedule),
    ...shiftParts(request, schedule),
    ...gridParts(schedule),
  ];
}

function toldOfFlow(schedule: Schedule): Part[] {
  const count = numberIn(schedule, 'num_train_timesteps') ?? 1000;
  const say = ({ timestep, sigma }: StepNumbers): string | null => {
    if (agrees(sigma * count, timestep, 1e-5))
      return String.raw`t = T\,\sigma = ${tex(count)}\cdot ${tex(sigma)} = ${tex(timestep)}`;
    if (Math.abs(sigma * count - timestep) < 1)
      return String.raw`t = \lfloor T\,\sigma\rfloor = \lfloor ${tex(count)}\cdot ${tex(sigma)}\rfloor = ${tex(timestep)}`;
    if (agrees(1 - sigma, timestep, 1e-3)) return String.raw`t = 1-\sigma = 1-${tex(sigma)} = ${tex(timestep)}`;
    return null;
  };
  if (atStep(schedule, say)(0) === null) return [];
  return [prose('The model is told σ as a timestep:'), formula(atStep(schedule, say))];
}

/** Esser et al. 2024 (SD3), (23); Flux and its kin take e^mu for the factor. */
function shiftParts(request: ScheduleRequest, schedule: Schedule): Part[] {
  const { factor, name, words, without } = shiftOf(schedule);
  const before = factor === null || factor === 1 ? null : variantOf(request, without);
  if (factor === null || !before || before.steps.count !== schedule.steps.count) return [];
  const say = ({ sigma }: StepNumbers, step: number): string | null => {
    const even = before.steps.sigmas[step];
    if (!agrees((factor * even) / (1 + (factor - 1) * even), sigma, 1e-3)) return null;
    return String.raw`\sigma = \frac{s\,u}{1+(s-1)\,u} = \frac{${tex(factor)}\cdot ${tex(even)}}{1+(${tex(factor)}-1)\cdot ${tex(even)}} = ${tex(sigma)}`;
  };
  if (![1, 2].some((step) => atStep(schedule, say)(step) !== null)) return [];
  return [
    prose(
      `${words} Without it this step would be at u; the shift by s = ${name} moves all steps towards the noise where s is above 1, and leaves 0 and 1 where they are.`,
    ),
    formula(atStep(schedule, say)),
  ];
}

interface Shift {
  readonly factor: number | null;
  readonly name: string;
  readonly words: string;
  readonly without: Readonly<Record<string, unknown>>;
}

function shiftOf(schedule: Schedule): Shift {
  const { mu } = schedule.call;
  const none: Shift = { factor: null, name: '', words: '', without: {} };
  if (schedule.config['use_flow_sigmas'] === true) {
    const factor = numberIn(schedule, 'flow_shift');
    return { factor, name: '`flow_shift`', words: '`flow_shift` shifts the levels.', without: { flow_shift: 1 } };
  }
  if (schedule.config['use_dynamic_shifting'] === true) {
    if (typeof mu !== 'number') return none;
    const linear = schedule.config['time_shift_type'] === 'linear';
    const words = `Large pictures need more noise to hide their outlines, so \`mu\` = ${significant(mu)} from the picture’s size shifts the levels.`;
    const without = { use_dynamic_shifting: false, shift: 1 };
    return {
      factor: linear ? mu : Math.exp(mu),
      name: linear ? '`mu`' : `e^mu = ${significant(Math.exp(mu))}`,
      words,
      without,
    };
  }
  const factor = numberIn(schedule, 'shift');
  return {
    factor,
    name: '`shift`',
    words: 'Large pictures need more noise to hide their outlines, so `shift` shifts the levels.',
    without: { shift: 1 },
  };
}

function tokens(schedule: Schedule): Part[] {
  const { why } = explainInitNoiseSigma(schedule);
  return [
    prose(why),
    prose(
      'There is no σ, no ᾱ and no formula for a mixture of picture and noise: the timesteps only count how far the sequence is worked out.',
    ),
    prose(
      atStep(
        schedule,
        ({ timestep }, step) =>
          `Step ${step + 1} of ${schedule.steps.count}: the model is told t = ${significant(timestep)}.`,
      ),
    ),
  ];
}
