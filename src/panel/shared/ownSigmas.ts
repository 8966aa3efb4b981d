import type { Outcome } from '../../inspect/inspection';
import { outcomeOf } from '../../inspect/outcome';
import { definitionOf } from '../../schedulers/registry';
import type { Schedule, ScheduleRequest } from '../../schedulers/definition/schedule';

/** Whether a class takes sigmas of the user's own. */
export function takesSigmas(className: string): boolean {
  return Object.hasOwn(definitionOf(className)?.call ?? {}, 'sigmas');
}

/** Other ways to say which steps to take. */
const replacedBySigmas = ['num_inference_steps', 'timesteps', 'sigmas'];

/**
 * A request with a list of sigmas of its own. Some classes refuse a number of steps beside it and others want one, so
 * the form that diffusers accepts is found by asking.
 */
export function withSigmas(request: ScheduleRequest, sigmas: readonly number[]): ScheduleRequest {
  const rest = Object.fromEntries(Object.entries(request.call).filter(([name]) => !replacedBySigmas.includes(name)));
  const alone = { ...request, call: { ...rest, sigmas } };
  if (outcomeOf(alone).ok) return alone;
  const counted = { ...request, call: { ...rest, num_inference_steps: sigmas.length, sigmas } };
  return outcomeOf(counted).ok ? counted : alone;
}

/**
 * A list that, given as `sigmas=`, makes the schedule that a request makes anyway: where dragging its points begins.
 * Classes differ in whether the list ends with the final level, and in whether they shift it, so each form is tried.
 * Null where no list does it, or the class takes none.
 */
export function sigmasThatMake(request: ScheduleRequest): readonly number[] | null {
  const outcome = outcomeOf(request);
  if (!outcome.ok || !takesSigmas(request.className)) return null;
  const given = request.call['sigmas'];
  if (Array.isArray(given) && given.every((sigma) => typeof sigma === 'number')) return given;
  return candidates(outcome.schedule).find((list) => makes(withSigmas(request, list), outcome.schedule)) ?? null;
}

function candidates(schedule: Schedule): readonly number[][] {
  const held = schedule.after['sigmas'];
  const all = typeof held === 'object' ? Array.from(held) : [...schedule.steps.sigmas, schedule.finalSigma];
  const open = all.slice(0, -1);
  const { shift, flow_shift: flowShift } = schedule.config;
  const { mu } = schedule.call;
  const factors = [shift, flowShift, typeof mu === 'number' ? Math.exp(mu) : null, mu];
  const before = factors
    .filter((factor) => typeof factor === 'number')
    .map((factor) => open.map((sigma) => unshifted(sigma, factor)));
  return [all, open, ...before].map((list) => list.map(rounded));
}

/** Undoes σ′ = f·σ / (1 + (f − 1)·σ). */
const unshifted = (sigma: number, factor: number): number => sigma / (factor - (factor - 1) * sigma);

/** Seven digits are what float32 tells apart. */
const rounded = (sigma: number): number => Number(sigma.toPrecision(7));

function makes(request: ScheduleRequest, { steps }: Schedule): boolean {
  const outcome: Outcome = outcomeOf(request);
  if (!outcome.ok || outcome.schedule.steps.count !== steps.count) return false;
  const { sigmas } = outcome.schedule.steps;
  return steps.sigmas.every((sigma, i) => Math.abs(sigma - sigmas[i]) <= 1e-4 * Math.abs(sigma) + 1e-7);
}

/** A list with one point moved; where `monotone`, its neighbours give way so that no level rises. */
export function movedSigma(
  sigmas: readonly number[],
  point: number,
  value: number,
  monotone: boolean,
): readonly number[] {
  return sigmas.map((sigma, i) => {
    if (i === point) return value;
    if (!monotone) return sigma;
    return i < point ? Math.max(sigma, value) : Math.min(sigma, value);
  });
}
