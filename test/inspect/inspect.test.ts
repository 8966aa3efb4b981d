import { describe, expect, it } from 'vitest';
import type { PythonValue } from '../../src/json/value';
import type { Analysis, SchedulerReading } from '../../src/code/sites/site';
import { inspectScheduler } from '../../src/inspect/inspect';

const somewhere = { cell: null, line: 0, col: 0, endLine: 0, endCol: 5 };

type Values = Readonly<Record<string, PythonValue>>;

function readings(values: Values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      { known: true, value, origin: 'code', range: somewhere } as const,
    ]),
  );
}

function program(className: string, options: Values, ...calls: Values[]): Analysis {
  const reading: SchedulerReading = {
    className,
    via: 'constructor',
    options: readings(options),
    base: null,
    complete: true,
    calls: calls.map((args) => ({ kind: 'set_timesteps', args: readings(args), range: somewhere })),
    names: ['scheduler'],
    anchor: somewhere,
    expression: somewhere,
  };
  return { schedulers: [reading], unattached: [], sites: [], notice: null };
}

const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

describe('an inspection', () => {
  it('computes the schedule of the code', () => {
    const { outcome } = inspectScheduler(
      program('LMSDiscreteScheduler', stableDiffusion, { num_inference_steps: 70 }),
      0,
      0,
    );
    expect(outcome.ok && outcome.schedule.initNoiseSigma.after).toBeCloseTo(14.61465, 4);
    expect(outcome.ok && outcome.schedule.steps.count).toBe(70);
  });

  it('follows the call that is meant', () => {
    const analysis = program('EulerDiscreteScheduler', {}, { num_inference_steps: 20 }, { num_inference_steps: 35 });
    const counts = [0, 1].map((call) => {
      const { outcome } = inspectScheduler(analysis, 0, call);
      return outcome.ok ? outcome.schedule.steps.count : null;
    });
    expect(counts).toEqual([20, 35]);
  });

  it('assumes a count, and says so, when the code gives none', () => {
    const { outcome, resolved } = inspectScheduler(program('EulerDiscreteScheduler', {}), 0, null);
    expect(outcome.ok).toBe(true);
    expect(resolved.notices.join(' ')).toMatch(/steps/);
  });

  it('passes on what diffusers raises, with a remedy', () => {
    const analysis = program('EulerDiscreteScheduler', { beta_schedule: 'linaer' }, { num_inference_steps: 10 });
    const { outcome } = inspectScheduler(analysis, 0, 0);
    expect(outcome).toMatchObject({ ok: false, by: 'diffusers', type: 'NotImplementedError', where: 'init' });
    expect(!outcome.ok && outcome.remedy).toContain('scaled_linear');
  });

  it('refuses a class it has no definition of without blaming the code', () => {
    const { outcome } = inspectScheduler(program('MyOwnScheduler', {}, { num_inference_steps: 10 }), 0, 0);
    expect(outcome).toMatchObject({ ok: false, by: 'sigmascope' });
    expect(!outcome.ok && outcome.message).toContain('MyOwnScheduler');
  });

  it.each<[string, Values, Values]>([
    ['no steps', {}, { num_inference_steps: 0 }],
    ['negative β', { beta_start: -1, beta_end: -2 }, { num_inference_steps: 5 }],
    ['no training steps', { num_train_timesteps: 0 }, { num_inference_steps: 5 }],
    ['a text for a number', { beta_start: 'small' }, { num_inference_steps: 5 }],
    ['a list for a count', {}, { num_inference_steps: [1, 2] }],
    ['more steps than memory', {}, { num_inference_steps: 1e15 }],
    ['NaN', { beta_end: NaN }, { num_inference_steps: 5 }],
  ])('ends in an outcome for %s', (_, config, call) => {
    for (const name of ['LMSDiscreteScheduler', 'DDIMScheduler', 'FlowMatchEulerDiscreteScheduler']) {
      const { outcome } = inspectScheduler(program(name, config, call), 0, 0);
      if (!outcome.ok) expect([outcome.message, outcome.remedy].every((said) => said.length > 10)).toBe(true);
    }
  });

  it('tells callers that ask for a scheduler there is none of', () => {
    expect(() => inspectScheduler(program('DDIMScheduler', {}), 3, null)).toThrow(RangeError);
  });
});
