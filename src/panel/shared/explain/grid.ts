/**
 * The rules by which σ are chosen instead of timesteps. Karras et al. 2022, (5); Lee et al. 2024, "Beta Sampling is All
 * You Need"; Lu et al. 2022, "DPM-Solver".
 */
import type { Schedule } from '../../../schedulers/definition/schedule';
import { formula, prose, type Part } from './part';
import { atStep, numberIn, storyOf, type Story } from './story';
import { agrees, tex } from './tex';

/** A grid of σ: in words and symbols, and its value some part of the way from the first σ to the last. */
interface Grid {
  readonly words: string;
  readonly symbols: string | null;
  readonly numbers: (first: number, last: number, part: string) => string;
  readonly value: (first: number, last: number, part: number) => number;
}

const exponential: Grid = {
  words: 'equal steps in log σ, so that every step divides σ by the same factor',
  symbols: String.raw`\sigma_i = \sigma_\text{max}\,\Bigl(\frac{\sigma_\text{min}}{\sigma_\text{max}}\Bigr)^{i/(n-1)}`,
  numbers: (first, last, part) =>
    String.raw`${tex(first)}\cdot\Bigl(\frac{${tex(last)}}{${tex(first)}}\Bigr)^{${part}}`,
  value: (first, last, part) => first * (last / first) ** part,
};

function karras(rho: number): Grid {
  return {
    words: `equal steps in σ^(1/ρ), ρ = ${tex(rho)}: large steps where there is much noise, small ones towards the end, where details form`,
    symbols: String.raw`\sigma_i = \Bigl(\sigma_\text{max}^{1/\rho} + \frac{i}{n-1}\bigl(\sigma_\text{min}^{1/\rho} - \sigma_\text{max}^{1/\rho}\bigr)\Bigr)^\rho`,
    numbers: (first, last, part) =>
      String.raw`\Bigl(${tex(first)}^{1/${tex(rho)}} + ${part}\,\bigl(${tex(last)}^{1/${tex(rho)}} - ${tex(first)}^{1/${tex(rho)}}\bigr)\Bigr)^{${tex(rho)}}`,
    value: (first, last, part) => (first ** (1 / rho) + part * (last ** (1 / rho) - first ** (1 / rho))) ** rho,
  };
}

const beta: Grid = {
  words:
    'the quantiles of a beta distribution, Beta(0.6, 0.6), between the largest and the least σ: steps crowd at both ends',
  symbols: String.raw`\sigma_i = \sigma_\text{min} + B^{-1}_{0.6,\,0.6}\Bigl(1-\frac{i}{n-1}\Bigr)\,(\sigma_\text{max}-\sigma_\text{min})`,
  numbers: () => '',
  value: () => NaN,
};

/** The grid that the options ask for; null for none. */
export function gridOf(schedule: Schedule): Grid | null {
  const { config, parametrisation } = schedule;
  if (parametrisation === 've' && typeof config['sigma_schedule'] === 'string')
    return config['sigma_schedule'] === 'karras' ? karras(numberIn(schedule, 'rho') ?? 7) : exponential;
  if (config['use_karras_sigmas'] === true) return karras(7);
  if (config['use_lu_lambdas'] === true)
    return { ...exponential, words: 'equal steps in log-SNR, which are equal steps in log σ' };
  if (config['use_exponential_sigmas'] === true) return exponential;
  return config['use_beta_sigmas'] === true ? beta : null;
}

/** The grid, and the formula with a step's numbers where it gives the σ that the schedule holds. */
export function gridParts(schedule: Schedule): Part[] {
  const grid = gridOf(schedule);
  if (!grid) return [];
  const levels = levelsOf(schedule);
  const [first, last] = [levels.at(0) ?? NaN, levels.at(-1) ?? NaN];
  return [
    prose(`${leads[storyOf(schedule)]} a grid of their own: ${grid.words}.`),
    ...(grid.symbols === null ? [] : [formula(grid.symbols)]),
    formula(
      atStep(schedule, ({ sigma }) => {
        const i = levels.indexOf(sigma);
        const part = i / (levels.length - 1);
        if (!agrees(grid.value(first, last, part), sigma, 1e-3)) return null;
        const written = grid.numbers(first, last, String.raw`\tfrac{${i}}{${levels.length - 1}}`);
        return `\\sigma_{${i}} = ${written} = ${tex(sigma)}`;
      }),
    ),
  ];
}

const trained = 'The σ of the steps are not those of training timesteps but';
const chosen = 'The σ of the steps lie on';
const leads: Readonly<Record<Story, string>> = {
  betas: trained,
  alphas: trained,
  angle: chosen,
  levels: chosen,
  flow: chosen,
  tokens: chosen,
};

/** Every σ once: methods of second order visit some of them twice. */
function levelsOf({ steps, parametrisation }: Schedule): number[] {
  const all = Array.from(steps.sigmas).filter((sigma, i, { [i - 1]: before }) => sigma !== before);
  return parametrisation === 've' || parametrisation === 'vp' ? all.filter((sigma) => sigma > 0) : all;
}
