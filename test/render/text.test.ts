import { describe, expect, it } from 'vitest';
import type { PythonValue } from '../../src/json/value';
import { inspectionText } from '../../src/render/text';
import { schedulerNames } from '../../src/schedulers/registry';
import { inspectionOf, stableDiffusion } from '../inspect/fixtures';

describe('an inspection as plain text', () => {
  const text = inspectionText(inspectionOf('LMSDiscreteScheduler', stableDiffusion));

  it('says 14.6146 and why', () => {
    expect(text).toContain('init_noise_sigma = 14.6146');
    expect(text.replace(/\s+/g, ' ')).toMatch(/√\(\(1−ᾱ\)\/ᾱ\) = √\(0\.99534\/0\.00466009\) = 14\.6146/);
  });

  it('carries no Markdown', () => {
    expect(text).not.toMatch(/[`*]|\\|\$\(/);
  });

  it.each([40, 60, 100])('keeps to %i columns', (columns) => {
    const lines = inspectionText(inspectionOf('DPMSolverMultistepScheduler', stableDiffusion), columns).split('\n');
    const tooLong = lines.filter((line) => line.length > columns && line.trim().includes(' '));
    expect(tooLong).toEqual([]);
  });

  it('names exception, cause and remedy of a refusal', () => {
    const refusal = inspectionText(
      inspectionOf(
        'DDIMScheduler',
        {},
        { num_inference_steps: 0 },
        {
          ok: false,
          by: 'diffusers',
          type: 'ZeroDivisionError',
          message: 'integer division or modulo by zero',
          where: 'set_timesteps',
          remedy: 'Ask for at least one step.',
        },
      ),
    );
    expect(refusal).toContain('ZeroDivisionError in set_timesteps: integer division or modulo by zero');
    expect(refusal).toContain('Ask for at least one step.');
    expect(refusal).toContain('num_inference_steps=0');
  });
});

describe('schedules without noise levels, or with an infinite one', () => {
  it.each([
    ['AmusedScheduler', { mask_token_id: 2 }],
    ['BlockRefinementScheduler', {}],
    ['DiscreteDDIMScheduler', {}],
    ['EntropyBoundScheduler', {}],
    ['VQDiffusionScheduler', { num_vec_classes: 4097 }],
  ])('has timesteps but no sigmas for %s', (name, config) => {
    const text = inspectionText(inspectionOf(name, config, { num_inference_steps: 12 }));
    expect(text).toContain('timesteps: ');
    expect(text).not.toMatch(/sigmas: |NaN/);
  });

  it('writes the first σ of IPNDM as ∞', () => {
    expect(inspectionText(inspectionOf('IPNDMScheduler', {}, { num_inference_steps: 20 }))).toContain('sigmas: ∞, ');
  });
});

it('says NaN of no class', () => {
  const required: Readonly<Record<string, Record<string, PythonValue>>> = {
    AmusedScheduler: { mask_token_id: 2 },
    VQDiffusionScheduler: { num_vec_classes: 4097 },
  };
  const calls: Readonly<Record<string, Record<string, PythonValue>>> = {
    ConsistencyDecoderScheduler: { num_inference_steps: 2 },
    SCMScheduler: { num_inference_steps: 2 },
    HeliosScheduler: { num_inference_steps: 2, stage_index: 0 },
    HeliosDMDScheduler: { num_inference_steps: 2, stage_index: 0 },
  };
  for (const name of schedulerNames) {
    const inspection = inspectionOf(name, required[name] ?? {}, calls[name] ?? { num_inference_steps: 12 });
    expect(inspectionText(inspection), name).not.toContain('NaN');
  }
});

it('says what a configuration is called elsewhere, and nothing where it has no name', () => {
  const text = (name: string, config: Record<string, PythonValue>, call?: Record<string, PythonValue>) =>
    inspectionText(inspectionOf(name, config, call), 200);
  expect(text('DPMSolverMultistepScheduler', { use_karras_sigmas: true })).toContain('· A1111: DPM++ 2M Karras');
  expect(text('DEISMultistepScheduler', {})).toContain('· ComfyUI: deis / normal');
  expect(text('KarrasVeScheduler', {})).not.toMatch(/A1111|ComfyUI/);
  expect(text('EulerDiscreteScheduler', {}, { timesteps: [900, 500, 100] })).not.toMatch(/A1111|ComfyUI/);
});
