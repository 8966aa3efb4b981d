import { describe, expect, it } from 'vitest';
import { computeSchedule } from '../../src/schedulers/compute';
import type { ScheduleRequest } from '../../src/schedulers/definition/schedule';

const after = (request: Partial<ScheduleRequest> & { className: string }) =>
  computeSchedule({ via: 'from_config', config: {}, call: { num_inference_steps: 8 }, ...request }).after;

describe('options that a class does not have, kept by from_config', () => {
  const flow = { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3, shift_terminal: 0.1 };

  it('reach the flow schedule inside LTXEulerAncestralRFScheduler', () => {
    const plain = after({ className: 'FlowMatchEulerDiscreteScheduler', config: flow });
    expect(after({ className: 'LTXEulerAncestralRFScheduler', config: flow }).sigmas).toEqual(plain.sigmas);
  });

  it('make LTXEulerAncestralRFScheduler ask for mu', () => {
    const dynamic = { ...flow, use_dynamic_shifting: true };
    expect(() => after({ className: 'LTXEulerAncestralRFScheduler', config: dynamic })).toThrow(
      expect.objectContaining({ type: 'ValueError', where: 'set_timesteps' }),
    );
  });

  it('bound the Karras grid of a class without sigma_min and sigma_max', () => {
    const config = { use_karras_sigmas: true, sigma_min: 0.5, sigma_max: 5 };
    const { sigmas } = after({ className: 'DEISMultistepScheduler', config });
    expect(Array.from(sigmas as Float32Array).map((sigma) => +sigma.toFixed(5))).toEqual(
      expect.arrayContaining([5, 0.5]),
    );
  });

  it('are dropped if they are in _use_default_values', () => {
    const config = { ...flow, _use_default_values: ['shift', 'shift_terminal'] };
    const plain = after({ className: 'FlowMatchEulerDiscreteScheduler' });
    expect(after({ className: 'LTXEulerAncestralRFScheduler', config }).sigmas).toEqual(plain.sigmas);
  });
});

describe('lists, tensors and numpy arrays', () => {
  const values = [1, 0.75, 0.5, 0.25];
  const uniPc = (sigmas: unknown) =>
    after({ className: 'UniPCMultistepScheduler', config: { use_flow_sigmas: true }, call: { sigmas } });

  it('differ where they do in Python: UniPC takes numpy arrays only', () => {
    expect(() => uniPc(values)).toThrow(expect.objectContaining({ type: 'TypeError' }));
    expect(() => uniPc(Float32Array.from(values))).toThrow(expect.objectContaining({ type: 'AttributeError' }));
    // The first one is kept a millionth below 1, and the final 0 follows.
    expect(uniPc(Float64Array.from(values)).sigmas).toEqual(Float32Array.of(1 - 1e-6, 0.75, 0.5, 0.25, 0));
  });

  it('differ where they do in Python: EDM takes tensors only', () => {
    const edm = (sigmas: unknown) => after({ className: 'EDMEulerScheduler', call: { sigmas } });
    expect(() => edm(values)).toThrow(expect.objectContaining({ type: 'AttributeError' }));
    expect(edm(Float32Array.of(0, 1)).sigmas).toEqual(Float32Array.of(80, 0.002, 0));
  });
});
