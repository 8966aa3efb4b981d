import { describe, expect, it } from 'vitest';
import type { PythonValue } from '../../../src/json/value';
import { explainInitNoiseSigma } from '../../../src/render/words/explanation';
import { scheduleOf, stableDiffusion } from '../../inspect/fixtures';

const tokens: readonly (readonly [string, Record<string, PythonValue>])[] = [
  ['AmusedScheduler', { mask_token_id: 2 }],
  ['BlockRefinementScheduler', {}],
  ['DiscreteDDIMScheduler', {}],
  ['EntropyBoundScheduler', {}],
  ['VQDiffusionScheduler', { num_vec_classes: 4097 }],
];

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

describe('classes without β', () => {
  it.each(['ScoreSdeVeScheduler', 'KarrasVeScheduler'])('%s derives nothing from ᾱ and divides by nothing', (name) => {
    const { why, purpose } = explain(name, {}, 20);
    expect(why).toContain('x = x0 + σ·ε');
    expect(why).toContain('`init_noise_sigma` is `sigma_max`');
    expect(why + purpose).not.toMatch(/ᾱ|β|divides/);
    expect(purpose).toContain('`scale_model_input` leaves them as they are');
  });

  it('does not call the start of KarrasVe as noisy as its first step, whose σ is sigma_max squared', () => {
    const { headline, why, purpose } = explain('KarrasVeScheduler', {}, 20);
    expect(headline).toContain('**100.0**');
    expect(why).toContain('σ = 10000');
    expect(purpose).not.toContain('as noisy as');
  });

  it('derives the factor of EDM from sigma_max, and scales with the deviation of the data', () => {
    const { why, purpose } = explain('EDMEulerScheduler', { sigma_max: 80, sigma_data: 0.5 }, 20);
    expect(why).toContain('√(`sigma_max`²+1) = √(80²+1) = 80.0062');
    expect(why).not.toContain('ᾱ');
    expect(purpose).toContain('√(σ²+`sigma_data`²), `sigma_data` = 0.5');
  });

  it('does not take a class without init_noise_sigma for flow matching', () => {
    const { headline, why, purpose } = explain('ScoreSdeVpScheduler', {}, 20);
    expect(headline).toBe('`ScoreSdeVpScheduler` has no `init_noise_sigma`');
    expect(why).toContain('√ᾱ·x0 + √(1−ᾱ)·ε');
    expect(why).not.toContain('Flow matching');
    expect(purpose).toContain('AttributeError');
  });
});

describe('classes that start otherwise', () => {
  it('says what a factor below 1 does', () => {
    const { headline, why, purpose } = explain('ConsistencyDecoderScheduler', {}, 2);
    expect(headline).toContain('**0.999739**');
    expect(why).not.toContain('as it is');
    expect(purpose).toContain('the share of noise at the first step');
    expect(purpose).not.toContain('changes nothing');
  });

  it.each([
    ['DDIMInverseScheduler', 20],
    ['DDIMInverseScheduler', 1],
    ['DPMSolverMultistepInverseScheduler', 20],
  ])('says that %s starts from a clean picture (%i steps)', (name, steps) => {
    const { why } = explain(name, stableDiffusion, steps);
    expect(why).toContain('starts with the latents of a clean picture, not with `torch.randn`');
    expect(why).not.toContain('unit variance');
  });

  it('says that TrigFlow starts from noise of the deviation of the data', () => {
    const { why, purpose } = explain('SCMScheduler', {}, 2);
    expect(why).toContain('x = cos t·x0 + sin t·`sigma_data`·ε');
    expect(why).not.toContain('unit variance');
    expect(purpose).toContain('`sigma_data` = 0.5');
  });

  it('writes an infinite first σ as ∞', () => {
    expect(explain('IPNDMScheduler', {}, 20).why).toContain('a σ of ∞');
  });

  it.each(tokens)('says that %s works on tokens, without a number made up', (name, config) => {
    const { headline, why, purpose } = explain(name, config, 12);
    expect(headline).toContain('discrete tokens: no noise levels');
    expect(headline + why + purpose).not.toMatch(/NaN|Flow|σ/);
  });
});
