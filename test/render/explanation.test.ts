import { describe, expect, it } from 'vitest';
import type { PythonValue } from '../../src/catalog/value';
import { explainInitNoiseSigma } from '../../src/render/explanation';
import { scheduleOf, stableDiffusion } from './fixtures';

const leading = { ...stableDiffusion, timestep_spacing: 'leading', steps_offset: 1 };

function explain(className: string, config: Record<string, PythonValue>, steps = 70) {
  return explainInitNoiseSigma(scheduleOf(className, config, { num_inference_steps: steps }));
}

describe('classes that multiply the starting noise', () => {
  it('derives 14.6146 from β to ᾱ to σ', () => {
    const { headline, why, purpose } = explain('LMSDiscreteScheduler', stableDiffusion);
    expect(headline).toBe('`init_noise_sigma` = **14.6146**');
    expect(why).toContain('β from 0.00085 to 0.012 (`scaled_linear`)');
    expect(why).toContain('t = 999');
    expect(why).toMatch(/ᾱ = 0\.004660\d/);
    expect(why).toMatch(/√\(0\.99534\/0\.004660\d+\) = 14\.6146\./);
    expect(purpose).toContain('standard deviation of 1');
    expect(purpose).toContain('scale_model_input');
  });

  it.each([
    [4, 4.2364, 751],
    [10, 8.4501, 901],
    [20, 11.0736, 951],
    [30, 11.5203, 958],
    [50, 13.1585, 981],
  ])('says what leading spacing makes of %i steps, before and after', (steps, after, t) => {
    const { headline, why, purpose } = explain('EulerDiscreteScheduler', leading, steps);
    expect(Number(/\*\*([\d.]+)\*\*/.exec(headline)?.[1])).toBeCloseTo(after, 3);
    expect(headline).toMatch(/after `set_timesteps`, 14\.648[89]? before$/);
    expect(why).toContain(`the first sampling step t = ${String(t)}`);
    expect(why).toContain('√(σ²+1)');
    expect(purpose).toMatch(/^Before `set_timesteps` .* t = 999: √\(14\.6146²\+1\) = 14\.6488\./);
  });

  it.each([
    ['diffusers’ defaults', {}, '157.407'],
    ['the SD range without scaled_linear', { beta_start: 0.00085, beta_end: 0.012 }, '25.146'],
    ['scaled_linear without the SD range', { beta_schedule: 'scaled_linear' }, '36.91'],
  ])('gives the number of %s', (_, config, expected) => {
    expect(explain('EulerDiscreteScheduler', config).headline).toContain(`**${expected}`);
  });

  it('names the stand-in for zero signal', () => {
    const config = { ...stableDiffusion, rescale_betas_zero_snr: true, timestep_spacing: 'trailing' };
    const { headline, why } = explain('EulerDiscreteScheduler', config, 10);
    expect(headline).toContain('**4096.0**');
    expect(why).toContain('2⁻²⁴');
  });

  it('does not name a β range that the cosine schedule ignores', () => {
    const { why } = explain('EulerDiscreteScheduler', { beta_schedule: 'squaredcos_cap_v2' });
    expect(why).toContain('cosine schedule');
    expect(why).not.toContain('0.02');
  });
});

describe('classes that leave the starting noise as it is', () => {
  it.each(['DDIMScheduler', 'DDPMScheduler', 'PNDMScheduler', 'DPMSolverMultistepScheduler'])(
    'says why it is 1.0 for %s',
    (name) => {
      const { headline, why } = explain(name, stableDiffusion, 20);
      expect(headline).toBe('`init_noise_sigma` = **1.0**');
      expect(why).toContain('unit variance');
      expect(why).toContain('√ᾱ·x0 + √(1−ᾱ)·ε');
    },
  );

  it('says that flow matching has no such attribute', () => {
    const { headline, why, purpose } = explain('FlowMatchEulerDiscreteScheduler', { shift: 3 }, 28);
    expect(headline).toBe('`FlowMatchEulerDiscreteScheduler` has no `init_noise_sigma`');
    expect(why).toContain('nothing but noise');
    expect(purpose).toContain('AttributeError');
  });
});
