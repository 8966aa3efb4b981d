import { describe, expect, it } from 'vitest';
import { inspectionText } from '../../src/render/text';
import { inspectionOf, stableDiffusion } from './fixtures';

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
