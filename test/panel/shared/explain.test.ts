import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { densityInWords, densityOf } from '../../../src/panel/shared/explain/density';
import { explain } from '../../../src/panel/shared/explain/explain';
import { inverseAt } from '../../../src/panel/shared/explain/mixture';
import type { Chapter } from '../../../src/panel/shared/explain/part';
import { spacingInWords, spacingOf } from '../../../src/panel/shared/explain/spacing';
import { numbersAt, storyOf } from '../../../src/panel/shared/explain/story';
import { agrees, tex, times } from '../../../src/panel/shared/explain/tex';
import { variantsOf } from '../../../src/panel/shared/explain/variants';
import { outcomeOf } from '../../../src/inspect/outcome';
import { definitionOf, schedulerNames } from '../../../src/schedulers/registry';
import { targetOfRequest } from '../../../src/schedulers/sample';
import type { Schedule, ScheduleRequest } from '../../../src/schedulers/definition/schedule';
import { stableDiffusion } from '../../inspect/fixtures';

type Keywords = Readonly<Record<string, unknown>>;

function requestOf(className: string, config: Keywords = {}, call: Keywords = { num_inference_steps: 20 }) {
  return { className, via: 'init' as const, config, call };
}

function scheduleOf(request: ScheduleRequest): Schedule {
  const outcome = outcomeOf(request);
  if (!outcome.ok) throw new Error(`${request.className}: ${outcome.message}`);
  return outcome.schedule;
}

const chaptersOf = (request: ScheduleRequest): readonly Chapter[] => explain(request, scheduleOf(request));

/** All that a chapter says at a step. */
function said(chapters: readonly Chapter[], step: number, id?: string): string[] {
  return chapters
    .filter((chapter) => id === undefined || chapter.id === id)
    .flatMap(({ parts }) =>
      parts.map((part) => (part.kind === 'prose' ? part.text(step) : part.kind === 'formula' ? part.tex(step) : null)),
    )
    .filter((text) => text !== null);
}

function formulas(chapters: readonly Chapter[], step: number, id?: string): string[] {
  return chapters
    .filter((chapter) => id === undefined || chapter.id === id)
    .flatMap(({ parts }) => parts.map((part) => (part.kind === 'formula' ? part.tex(step) : null)))
    .filter((text) => text !== null);
}

/** What classes need beside their defaults. */
const needs: Readonly<Record<string, Keywords>> = {
  AmusedScheduler: { mask_token_id: 5 },
  VQDiffusionScheduler: { num_vec_classes: 16 },
};

/** Every class with each of its kinds of prediction, and some of its σ and spacings. */
function everyRequest(): ScheduleRequest[] {
  return schedulerNames.flatMap((className) => {
    const options = definitionOf(className)?.options ?? {};
    const calls: Keywords[] = [
      { num_inference_steps: 6 },
      { num_inference_steps: 6, mu: 1.1 },
      { num_inference_steps: 2 },
      {},
    ];
    const predictions = Object.hasOwn(options, 'prediction_type') ? (options['prediction_type'].choices ?? []) : [];
    const configs: Keywords[] = [
      {},
      ...predictions.map((prediction_type) => ({ prediction_type })),
      ...[
        'use_karras_sigmas',
        'use_exponential_sigmas',
        'use_flow_sigmas',
        'rescale_betas_zero_snr',
        'use_dynamic_shifting',
      ]
        .filter((name) => Object.hasOwn(options, name))
        .map((name) => ({ [name]: true })),
      ...['shift', 'flow_shift'].filter((name) => Object.hasOwn(options, name)).map((name) => ({ [name]: 3 })),
    ];
    return configs.flatMap((config) => {
      const request = calls
        .map((call) => requestOf(className, { ...needs[className], ...config }, call))
        .find((each) => outcomeOf(each).ok);
      return request ? [request] : [];
    });
  });
}

const name = ({ className, config }: ScheduleRequest): string => `${className} ${JSON.stringify(config)}`;

describe('the story of every class', () => {
  const requests = everyRequest();

  it('is told of all of them', () => {
    expect(new Set(requests.map(({ className }) => className)).size).toBeGreaterThanOrEqual(schedulerNames.length - 3);
  });

  it('has formulas that can be typeset, at every step', () => {
    for (const request of requests) {
      const schedule = scheduleOf(request);
      const chapters = explain(request, schedule);
      for (const step of [0, 1, schedule.steps.count - 1])
        for (const written of formulas(chapters, step))
          expect(
            () => katex.renderToString(written, { throwOnError: true, strict: 'error' }),
            `${name(request)} ${written}`,
          ).not.toThrow();
    }
  });

  it('finds the picture again: what a perfect model says leads back to x0', () => {
    for (const request of requests) {
      const schedule = scheduleOf(request);
      if (schedule.parametrisation === 'discrete') continue;
      const target = targetOfRequest(request);
      for (let step = 0; step < schedule.steps.count; step++) {
        const at = numbersAt(schedule, step);
        const inverse = at && inverseAt(target, at);
        if (!inverse) continue;
        const [x0, epsilon] = [0.7, -1.3];
        const x = at.signal * x0 + at.noise * epsilon;
        const mix = target(at);
        const answer = mix.clean * x0 + mix.sample * x;
        expect(Math.abs(inverse.sample * x + inverse.output * answer - x0), name(request)).toBeLessThan(1e-3);
      }
    }
  });

  it('says in symbols what the numbers do', () => {
    for (const request of requests) {
      const schedule = scheduleOf(request);
      const at = numbersAt(schedule, 1);
      if (schedule.parametrisation === 'discrete' || !at || at.signal === 0 || at.noise === 0) continue;
      const isFlow = schedule.parametrisation === 'flow';
      if (request.config['prediction_type'] === (isFlow ? 'v_prediction' : 'flow_prediction')) {
        expect(said(explain(request, schedule), 1, 'mixture').join(' ')).toContain('does not lead back');
        continue;
      }
      const back = formulas(explain(request, schedule), 1, 'mixture').filter((written) => written.startsWith('x_0'));
      expect(back, name(request)).toHaveLength(2);
    }
  });

  it('has no β where the class has none, and no formula for tokens', () => {
    for (const request of requests) {
      const schedule = scheduleOf(request);
      const written = formulas(explain(request, schedule), 0).join(' ');
      const story = storyOf(schedule);
      if (story === 'tokens') expect(written, name(request)).toBe('');
      if (['flow', 'levels', 'angle'].includes(story))
        expect(written, name(request)).not.toMatch(/\\beta_|\\bar\\alpha/);
      if (story !== 'flow') expect(written, name(request)).not.toContain('(1-\\sigma)');
    }
  });

  it('has the numbers of the schedule, at every step', () => {
    for (const request of requests) {
      const schedule = scheduleOf(request);
      if (schedule.parametrisation === 'discrete') continue;
      const chapters = explain(request, schedule);
      for (let step = 0; step < schedule.steps.count; step++) {
        const numbers = formulas(chapters, step, 'mixture')[1];
        expect(numbers, name(request)).toContain(times(schedule.steps.signal[step], 'x_0'));
        expect(numbers, name(request)).toContain(times(Math.abs(schedule.steps.noise[step]), '\\varepsilon'));
      }
    }
  });
});

describe('Stable Diffusion with EulerDiscreteScheduler', () => {
  const request = requestOf('EulerDiscreteScheduler', stableDiffusion);
  const chapters = chaptersOf(request);

  it('goes from β over α and ᾱ to σ = 14.6146', () => {
    const [symbols, beta, alpha, alphaBar, sigma] = formulas(chapters, 0, 'origin');
    expect(symbols).toContain('\\sqrt{\\beta_\\text{start}}');
    expect(beta).toMatch(/^\\beta_\{999\} = .*= 0\.012$/);
    expect(alpha).toBe('\\alpha_{999} = 1 - \\beta_{999} = 1 - 0.012 = 0.988');
    expect(alphaBar).toBe('\\bar\\alpha_{999} = \\prod_{s=0}^{999} \\alpha_s = 0.00466009');
    expect(sigma).toMatch(/0\.99534}{0\.00466009}} = 14\.6146$/);
  });

  it('undoes the noise for the eyes of the model', () => {
    expect(formulas(chapters, 0, 'input').join(' ')).toContain('= 0.0682649\\cdot x');
    expect(said(chapters, 0, 'initNoise').join(' ')).toContain('14.6146');
  });

  it('says which timesteps “leading” never visits, and why init_noise_sigma changes', () => {
    const leading = requestOf('EulerDiscreteScheduler', {
      ...stableDiffusion,
      timestep_spacing: 'leading',
      steps_offset: 1,
    });
    const schedule = scheduleOf(leading);
    expect(spacingOf(schedule)).toMatchObject({ trained: 1000, skippedAbove: 48, skippedBelow: 1, widest: 50 });
    expect(spacingInWords(schedule)).toMatch(
      /t = 951 .*48 noisiest training timesteps above it are never seen.*14\.6146/,
    );
    const rules = formulas(chaptersOf(leading), 0, 'initNoise');
    expect(rules[0]).toMatch(/14\.6146\^2 \+ 1} = 14\.6488$/);
    expect(rules[1]).toMatch(/= 11\.0736$/);
  });

  it('shows what Karras sigmas do, and what changes nothing', () => {
    const variants = variantsOf(request, scheduleOf(request));
    const karras = variants.find(({ label }) => label === 'use_karras_sigmas=True');
    expect(karras?.isSame).toBe(false);
    expect(karras?.schedule.steps.sigmas[10]).toBeLessThan(scheduleOf(request).steps.sigmas[10]);
    const dpm = requestOf('DPMSolverMultistepScheduler', { ...stableDiffusion, use_karras_sigmas: true });
    const spacing = variantsOf(dpm, scheduleOf(dpm)).find(({ label }) => label === 'timestep_spacing="leading"');
    expect(spacing?.isSame).toBe(true);
  });

  it('says so where σ are a grid of their own', () => {
    const karras = requestOf('EulerDiscreteScheduler', { ...stableDiffusion, use_karras_sigmas: true });
    const origin = said(chaptersOf(karras), 5, 'origin');
    expect(origin.join(' ')).toContain('not that of a training timestep');
    expect(origin.at(-1)).toMatch(/^\\sigma_\{5\} = .*14\.6146\^\{1\/7\}/);
  });

  it('counts the steps of every stretch', () => {
    const schedule = scheduleOf(request);
    const density = densityOf(schedule);
    expect(density?.bins.reduce((sum, { steps }) => sum + steps, 0)).toBe(20);
    expect(densityInWords(schedule)).toContain('the last 5 take it from');
  });

  it('rescales to zero terminal SNR step by step', () => {
    const zero = requestOf('DDIMScheduler', {
      ...stableDiffusion,
      rescale_betas_zero_snr: true,
      timestep_spacing: 'trailing',
    });
    const chapters = chaptersOf(zero);
    expect(said(chapters, 1, 'origin').join(' ')).toContain('0.0682649');
    expect(said(chapters, 0, 'mixture').join(' ')).toContain('division by zero');
  });
});

describe('numbers in formulas', () => {
  it('are written as TeX', () => {
    expect([0.00085, 14.614_647, 1.2e-7, Infinity, -0.5].map(tex)).toEqual([
      '0.00085',
      '14.6146',
      '1.2\\times10^{-7}',
      '\\infty',
      '-0.5',
    ]);
    expect([times(1, 'x'), times(-1, 'x'), times(0.5, 'x')]).toEqual(['x', '-x', '0.5\\,x']);
  });

  it('agree when the eye would say so', () => {
    expect(agrees(1, 1.0001)).toBe(true);
    expect(agrees(1, 1.01)).toBe(false);
    expect(agrees(NaN, 1)).toBe(false);
  });
});
