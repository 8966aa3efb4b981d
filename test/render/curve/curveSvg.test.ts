import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveInWords, curveSvg } from '../../../src/render/curve/curveSvg';
import type { Theme } from '../../../src/render/drawing/theme';
import type { Schedule } from '../../../src/schedulers/definition/schedule';
import { scheduleOf, stableDiffusion } from '../../inspect/fixtures';
import { elementsOf } from '../xml';

const themes: readonly Theme[] = ['light', 'dark', 'hcDark', 'hcLight'];

function withSigmas(sigmas: readonly number[], timesteps = sigmas.map((_, i) => sigmas.length - i)): Schedule {
  const schedule = scheduleOf('EulerDiscreteScheduler', stableDiffusion, { num_inference_steps: 3 });
  const steps = {
    ...schedule.steps,
    count: sigmas.length,
    sigmas: Float64Array.from(sigmas),
    timesteps: Float64Array.from(timesteps),
  };
  return { ...schedule, steps };
}

describe('the curve', () => {
  it('draws every sampling step as a dot', () => {
    const svg = curveSvg(scheduleOf('LMSDiscreteScheduler', stableDiffusion), 'light');
    expect(svg.match(/h0/g)).toHaveLength(70);
    expect(svg).toContain('70 sampling steps');
  });

  it('is logarithmic where sigmas span decades, and linear for flow matching', () => {
    expect(tickLabels(curveSvg(scheduleOf('LMSDiscreteScheduler', stableDiffusion), 'light'))).toEqual(
      expect.arrayContaining(['0.1', '1', '10']),
    );
    const flow = curveSvg(scheduleOf('FlowMatchEulerDiscreteScheduler', {}, { num_inference_steps: 10 }), 'light');
    expect(tickLabels(flow)).toEqual(expect.arrayContaining(['0', '0.2', '0.4', '0.6', '0.8', '1']));
  });

  it('names the noisiest levels that leading spacing never samples', () => {
    const config = { ...stableDiffusion, timestep_spacing: 'leading', steps_offset: 1 };
    expect(curveSvg(scheduleOf('EulerDiscreteScheduler', config, { num_inference_steps: 4 }), 'light')).toContain(
      'never sampled: t &#62; 751',
    );
    expect(curveSvg(scheduleOf('LMSDiscreteScheduler', stableDiffusion), 'light')).not.toContain('never sampled');
  });

  it.each([
    ['a single step', [14.6]],
    ['a zero sigma', [14.6, 1, 0]],
    ['an infinite sigma', [Infinity, 10, 1]],
    ['a NaN', [NaN, 1, 0.1]],
    ['only zeros', [0, 0]],
    ['only infinity', [Infinity]],
    ['equal sigmas', [2, 2, 2]],
    ['a negative sigma', [3, -1]],
    ['no steps', []],
  ])('is well-formed and free of NaN for %s', (_, sigmas) => {
    const svg = curveSvg(withSigmas(sigmas), 'dark');
    expect(elementsOf(svg)).toContain('path');
    expect(geometry(svg)).not.toMatch(/NaN|Infinity/);
  });

  it('is well-formed whatever the sigmas and timesteps', () => {
    const column = fc.array(fc.double({ noNaN: false }), { minLength: 0, maxLength: 12 });
    fc.assert(
      fc.property(column, column, (sigmas, timesteps) => {
        const svg = curveSvg(withSigmas(sigmas, [...timesteps, ...sigmas].slice(0, sigmas.length)), 'light');
        expect(elementsOf(svg)).toContain('svg');
        expect(geometry(svg)).not.toMatch(/NaN|Infinity/);
      }),
    );
  });

  it('stays small for a thousand steps', () => {
    const schedule = scheduleOf('EulerDiscreteScheduler', stableDiffusion, { num_inference_steps: 1000 });
    expect(curveSvg(schedule, 'light').length).toBeLessThan(16_000);
  });
});

describe('colours', () => {
  const schedule = scheduleOf('LMSDiscreteScheduler', stableDiffusion);

  it('differ between the themes', () => {
    expect(new Set(themes.map((theme) => curveSvg(schedule, theme))).size).toBe(themes.length);
  });

  it.each<[Theme, string]>([
    ['hcDark', '#0c141f'],
    ['hcLight', '#ffffff'],
  ])('need no transparency in %s', (theme, background) => {
    const svg = curveSvg(schedule, theme);
    expect(svg).toContain(`fill="${background}"`);
    expect(svg).not.toMatch(/opacity|rgba|#[0-9a-f]{8}"/);
  });

  it.each(themes)('let text be read in %s', (theme) => {
    const backgrounds = { light: '#f8f8f8', dark: '#202020', hcDark: '#0c141f', hcLight: '#ffffff' };
    const fills = [...curveSvg(schedule, theme).matchAll(/<text[^>]* fill="(#[0-9a-f]{6})"/g)].map(
      ([, fill = '']) => fill,
    );
    const wanted = theme.startsWith('hc') ? 7 : 4.5;
    for (const fill of new Set(fills)) expect(contrast(fill, backgrounds[theme])).toBeGreaterThanOrEqual(wanted);
  });
});

describe('the axis of time', () => {
  it.each([
    ['DDIMScheduler', 'training timestep t'],
    ['DDPMWuerstchenScheduler', 'time t'],
    ['ScoreSdeVeScheduler', 'time t'],
    ['ScoreSdeVpScheduler', 'time t'],
    ['IPNDMScheduler', 'time t'],
    ['EDMEulerScheduler', 'time t'],
    ['KarrasVeScheduler', 'timestep t'],
  ])('of %s is called %s', (name, label) => {
    const svg = curveSvg(scheduleOf(name, {}, { num_inference_steps: 20 }), 'light');
    expect(tickLabels(svg)).toContain(label);
    expect(svg).not.toContain('NaN');
  });

  it('has ticks between 0 and 1', () => {
    const svg = curveSvg(scheduleOf('ScoreSdeVpScheduler', {}, { num_inference_steps: 20 }), 'light');
    expect(tickLabels(svg)).toEqual(expect.arrayContaining(['0.2', '0.4', '0.6']));
  });
});

describe('the curve in words', () => {
  it('rises for an inversion', () => {
    expect(curveInWords(scheduleOf('DDIMInverseScheduler', {}, { num_inference_steps: 20 }))).toMatch(
      /^σ rises from 0\.01/,
    );
  });

  it('says ∞, and nothing of a training that is not known', () => {
    expect(curveInWords(scheduleOf('IPNDMScheduler', {}, { num_inference_steps: 20 }))).toContain('falls from ∞ to');
    expect(curveInWords(scheduleOf('KarrasVeScheduler', {}, { num_inference_steps: 20 }))).not.toMatch(/trained|NaN/);
  });
});

/** The values of attributes; labels may well say "∞" or "NaN". */
function geometry(svg: string): string {
  return svg.replace(/>[^<]*</g, '><');
}

function tickLabels(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
