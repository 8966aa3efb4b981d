import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignYourSteps } from '../../src/schedulers/noise/alignYourSteps';
import { computeSchedule } from '../../src/schedulers/compute';
import {
  kDiffusionSchedules,
  kDiffusionSigmas,
  polyexponential,
  type KDiffusionName,
} from '../../src/schedulers/noise/kDiffusionSchedules';
import type { ScheduleRequest } from '../../src/schedulers/definition/schedule';

const names = Object.keys(kDiffusionSchedules) as KDiffusionName[];
const beta = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

const scheduleOf = (className: string, config: ScheduleRequest['config'], count: number) =>
  computeSchedule({ className, via: 'init', config, call: { num_inference_steps: count } });

/** Stable Diffusion's levels in float64, which leaves the formulas' own digits to compare. */
function stableDiffusionLevels(): number[] {
  const [from, to] = [Math.sqrt(beta.beta_start), Math.sqrt(beta.beta_end)];
  let alphaCumprod = 1;
  return Array.from({ length: 1000 }, (_, t) => {
    alphaCumprod *= 1 - (from + (t / 999) * (to - from)) ** 2;
    return Math.sqrt((1 - alphaCumprod) / alphaCumprod);
  });
}

const trained = { sigmas: stableDiffusionLevels(), isFlow: false };

/** Six steps over Stable Diffusion's noise, from the formulas of the sources in numpy and scipy (float64). */
const expected: Readonly<Record<KDiffusionName, readonly number[]>> = {
  karras: [14.614641, 6.0821492, 2.2321545, 0.69257038, 0.16975658, 0.029167158],
  exponential: [14.614641, 4.2151142, 1.2157115, 0.35063215, 0.10112835, 0.029167158],
  polyexponential: [14.614641, 4.2151142, 1.2157115, 0.35063215, 0.10112835, 0.029167158],
  vp: [152.16697, 25.148852, 6.1116625, 2.0344293, 0.72380677, 0.010485993],
  normal: [14.614641, 5.0924076, 2.2797303, 1.1628645, 0.57118887, 0.029167158],
  sgm_uniform: [14.614641, 5.9488992, 2.9183071, 1.6155803, 0.93235797, 0.49355172],
  simple: [14.614641, 5.9631304, 2.9183071, 1.6128862, 0.93235797, 0.49240921],
  ddim_uniform: [14.438569, 5.906449, 2.9071214, 1.6128862, 0.93235797, 0.49469688, 0.041314412],
  beta: [14.614641, 8.7077522, 3.6757532, 1.6182788, 0.76240228, 0.32353263],
  kl_optimal: [14.614641, 2.6328879, 1.2947673, 0.71162681, 0.33563739, 0.029167158],
  linear_quadratic: [14.614641, 14.492853, 14.371064, 14.249275, 12.58483, 7.8350715],
};

describe('a schedule by its name in k-diffusion or ComfyUI', () => {
  it.each(names)('%s is what its formula says', (name) => {
    const sigmas = kDiffusionSigmas(name, trained, 6);
    expect(sigmas).toHaveLength(expected[name].length + 1);
    expect(sigmas.at(-1)).toBe(0);
    for (const [i, sigma] of expected[name].entries()) expect(Math.abs(sigmas[i] / sigma - 1)).toBeLessThan(1e-7);
  });

  it('falls from step to step, over any model and for any number of steps', () => {
    const flow = scheduleOf('FlowMatchEulerDiscreteScheduler', { shift: 3 }, 4).training;
    const models = [trained, { sigmas: flow.sigmas, isFlow: true }];
    const property = fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...models),
      fc.integer({ min: 1, max: 200 }),
      (name, model, count) => {
        const sigmas = kDiffusionSigmas(name, model, count);
        expect(sigmas.length).toBeGreaterThan(1);
        for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]).toBeLessThan(sigmas[i - 1]);
      },
    );
    fc.assert(property);
  });

  it('of a model without levels has no steps', () => {
    expect(kDiffusionSigmas('karras', { sigmas: [], isFlow: false }, 5)).toEqual(Float64Array.of(0));
  });

  it('polyexponential changes with ρ, except at its ends', () => {
    const bent = polyexponential({ most: 14.6, least: 0.03 }, 5, 2);
    const straight = polyexponential({ most: 14.6, least: 0.03 }, 5);
    expect(bent[0]).toBeCloseTo(14.6);
    expect(bent[4]).toBeCloseTo(0.03);
    expect(bent[2]).toBeCloseTo(Math.exp(0.25 * Math.log(14.6 / 0.03)) * 0.03);
    expect(bent[2]).toBeLessThan(straight[2]);
  });
});

describe('equivalents in diffusers', () => {
  it('simple is trailing spacing where the steps divide the training range', () => {
    const { steps } = scheduleOf('EulerDiscreteScheduler', { ...beta, timestep_spacing: 'trailing' }, 20);
    const simple = kDiffusionSigmas('simple', trained, 20);
    for (const [i, sigma] of steps.sigmas.entries()) expect(Math.abs(simple[i] / sigma - 1)).toBeLessThan(1e-4);
  });

  it('normal is linspace spacing, up to how levels between timesteps are found', () => {
    const { steps } = scheduleOf('EulerDiscreteScheduler', beta, 25);
    const normal = kDiffusionSigmas('normal', trained, 25);
    for (const [i, sigma] of steps.sigmas.entries()) expect(Math.abs(normal[i] / sigma - 1)).toBeLessThan(1e-3);
  });

  it('karras is use_karras_sigmas', () => {
    const { steps } = scheduleOf('DPMSolverMultistepScheduler', { ...beta, use_karras_sigmas: true }, 20);
    const karras = kDiffusionSigmas('karras', trained, 20);
    for (const [i, sigma] of steps.sigmas.entries()) expect(Math.abs(karras[i] / sigma - 1)).toBeLessThan(1e-4);
  });
});

describe('Align Your Steps', () => {
  it.each(alignYourSteps)('$key is a schedule of ten steps that diffusers takes', (list) => {
    const call = { [list.argument]: list.values };
    const schedule = computeSchedule({ className: list.className, via: 'init', config: list.config, call });
    expect(schedule.steps.count).toBe(10);
    expect(schedule.finalSigma).toBe(0);
    if (list.argument === 'timesteps') expect(Array.from(schedule.steps.timesteps)).toEqual(list.values);
    else for (const [i, sigma] of schedule.steps.sigmas.entries()) expect(sigma).toBeCloseTo(list.values[i], 4);
  });
});
