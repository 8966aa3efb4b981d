/** β of each training timestep, as the configuration says it. Source: diffusers, `__init__` of its schedulers. */
import type { Schedule } from '../../../schedulers/definition/schedule';
import { agrees, tex } from './tex';

/** A rule for β: in symbols, and with the numbers of one timestep. */
export interface BetaRule {
  readonly symbols: string;
  readonly numbers: (timestep: number) => string;
  readonly value: (timestep: number) => number;
}

/** Null where β are given, or come from another rule than the two that are written out here. */
export function betaRule({ config, training }: Schedule): BetaRule | null {
  const { beta_start: start, beta_end: end, beta_schedule: name, trained_betas: given } = config;
  const last = (training.betas?.length ?? 0) - 1;
  if (typeof start !== 'number' || typeof end !== 'number' || Array.isArray(given) || last < 1) return null;
  if (name === 'linear') return linear(start, end, last);
  return name === 'scaled_linear' ? scaledLinear(start, end, last) : null;
}

function linear(start: number, end: number, last: number): BetaRule {
  return {
    symbols: String.raw`\beta_t = \beta_\text{start} + \frac{t}{T-1}\,(\beta_\text{end}-\beta_\text{start})`,
    numbers: (t) => String.raw`${tex(start)} + \frac{${t}}{${last}}\,(${tex(end)}-${tex(start)})`,
    value: (t) => start + (t / last) * (end - start),
  };
}

function scaledLinear(start: number, end: number, last: number): BetaRule {
  const [from, to] = [Math.sqrt(start), Math.sqrt(end)];
  return {
    symbols: String.raw`\beta_t = \Bigl(\sqrt{\beta_\text{start}} + \frac{t}{T-1}\bigl(\sqrt{\beta_\text{end}}-\sqrt{\beta_\text{start}}\bigr)\Bigr)^2`,
    numbers: (t) =>
      String.raw`\Bigl(\sqrt{${tex(start)}} + \frac{${t}}{${last}}\bigl(\sqrt{${tex(end)}}-\sqrt{${tex(start)}}\bigr)\Bigr)^2`,
    value: (t) => (from + (t / last) * (to - from)) ** 2,
  };
}

/** The rule with a timestep's numbers, where it gives the β that the schedule holds. */
export function betaInNumbers(schedule: Schedule, timestep: number): string | null {
  const rule = betaRule(schedule);
  const held = schedule.training.betas?.[timestep];
  if (!rule || held === undefined || !agrees(rule.value(timestep), held)) return null;
  return rule.numbers(timestep);
}

/** What kind of β these are, in words. */
export function betaInWords({ config }: Schedule): string {
  if (Array.isArray(config['trained_betas'])) return 'They are given one by one in `trained_betas`.';
  switch (config['beta_schedule']) {
    case 'linear':
      return '`beta_schedule="linear"`: they rise evenly from `beta_start` to `beta_end`.';
    case 'scaled_linear':
      return '`beta_schedule="scaled_linear"`: their square roots rise evenly from √`beta_start` to √`beta_end`.';
    case 'squaredcos_cap_v2':
      return '`beta_schedule="squaredcos_cap_v2"`: they are chosen so that ᾱ falls as a squared cosine, and none is above 0.999; `beta_start` and `beta_end` have no say.';
    case 'sigmoid':
      return '`beta_schedule="sigmoid"`: they rise along an S from `beta_start` to `beta_end`.';
    default:
      return `\`beta_schedule="${String(config['beta_schedule'])}"\` says how they rise.`;
  }
}
