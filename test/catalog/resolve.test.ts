import { describe, expect, it } from 'vitest';
import type { ConfigurationReading } from '../../src/catalog/types/configurationReading';
import { resolveScheduler } from '../../src/catalog/resolve';
import type { ResolvedScheduler } from '../../src/catalog/resolved';
import type { PythonValue, Reading } from '../../src/json/value';
import { base, code, reading } from './readings';

const lost = (reason: string): Reading => ({ known: false, reason, range: null });
const all = (values: Record<string, PythonValue>): Record<string, Reading> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, code(value)]));

const setTimesteps = (args: Record<string, PythonValue>): ConfigurationReading['calls'][number] => ({
  kind: 'set_timesteps',
  args: all(args),
});

const values = (sourced: ResolvedScheduler['config']): Record<string, PythonValue> =>
  Object.fromEntries(Object.entries(sourced).map(([name, { value }]) => [name, value]));

/** A few options of each class, as diffusers 0.40 has them. */
const optionsOf = (className: string): readonly string[] | undefined =>
  ({
    EulerDiscreteScheduler: ['beta_start', 'beta_end', 'timestep_spacing', 'use_karras_sigmas', 'steps_offset'],
    DDIMScheduler: ['beta_start', 'beta_end', 'timestep_spacing', 'set_alpha_to_one', 'clip_sample', 'steps_offset'],
  })[className];

describe('a configuration', () => {
  it('of a constructor is what is written', () => {
    const resolved = resolveScheduler(
      [reading({ options: all({ beta_start: 0.1 }), calls: [setTimesteps({ num_inference_steps: 30 })] })],
      0,
      0,
    );
    expect(resolved).toMatchObject({
      via: 'init',
      className: 'EulerDiscreteScheduler',
      base: null,
      family: 'sd',
      notices: [],
    });
    expect(values(resolved.config)).toEqual({ beta_start: 0.1 });
    expect(values(resolved.call)).toEqual({ num_inference_steps: 30 });
  });

  it('leaves out what cannot be known, and says so', () => {
    const resolved = resolveScheduler(
      [
        reading({
          options: { beta_start: lost('the parameter `b`') },
          calls: [setTimesteps({ num_inference_steps: 30 })],
        }),
      ],
      0,
      0,
    );
    expect(resolved.config).toEqual({});
    expect(resolved.unknown).toEqual({ beta_start: 'the parameter `b`' });
    expect(resolved.notices.join()).toContain('the parameter `b`');
  });

  it('of a known model comes from the table', () => {
    const resolved = resolveScheduler(
      [reading({ via: 'from_pretrained', base: base({ modelId: 'stabilityai/stable-diffusion-xl-base-1.0' }) })],
      0,
      null,
    );
    expect(resolved.config['timestep_spacing']).toMatchObject({ value: 'leading', origin: 'built-in table' });
    expect(resolved).toMatchObject({ via: 'from_config', family: 'sdxl', base: { known: true } });
  });

  it("of a pipeline's own scheduler has the model's class", () => {
    const own = reading({
      className: null,
      via: 'from_pretrained',
      base: base({ modelId: 'stable-diffusion-v1-5/stable-diffusion-v1-5', pipelineClass: 'StableDiffusionPipeline' }),
    });
    const resolved = resolveScheduler([own], 0, null);
    expect(resolved.className).toBe('PNDMScheduler');
    expect(values(resolved.config)).toMatchObject({
      beta_start: 0.00085,
      beta_end: 0.012,
      steps_offset: 1,
      clip_sample: false,
    });
  });

  it('of an unknown model of a known family is the usual one, and is not called known', () => {
    const resolved = resolveScheduler(
      [
        reading({
          via: 'from_config',
          base: base({ modelId: 'somebody/stable-diffusion-anime', pipelineClass: 'StableDiffusionPipeline' }),
        }),
      ],
      0,
      null,
    );
    expect(resolved.base?.known).toBe(false);
    expect(values(resolved.config)).toMatchObject({ beta_schedule: 'scaled_linear' });
    expect(resolved.notices.join()).toContain('somebody/stable-diffusion-anime');
  });

  it('of a model nothing is known about is left to the defaults, and says so', () => {
    const resolved = resolveScheduler([reading({ via: 'from_pretrained', base: base({ modelId: 'a/b' }) })], 0, null);
    expect(resolved.config).toEqual({});
    expect(resolved.base).toMatchObject({ known: false, label: 'a/b' });
    expect(resolved.notices.join()).toContain('a/b');
  });
});

/** configuration_utils.py, `extract_init_dict`; observed on diffusers 0.40. */
describe('from_config of another scheduler', () => {
  const chain = (
    options: Record<string, PythonValue>,
    ...later: Partial<ConfigurationReading>[]
  ): ConfigurationReading[] => [
    reading({ className: 'DDIMScheduler', options: all(options) }),
    ...later.map((one, n) => reading({ via: 'from_config', base: base({ scheduler: n }), ...one })),
  ];

  it('carries over what was given and lets keywords win', () => {
    const resolved = resolveScheduler(
      chain({ beta_start: 0.1, beta_end: 0.2 }, { options: all({ beta_end: 0.3 }) }),
      1,
      null,
      optionsOf,
    );
    expect(values(resolved.config)).toEqual({ beta_start: 0.1, beta_end: 0.3 });
  });

  it('forgets what the old one only had by default', () => {
    expect(resolveScheduler(chain({}, {}), 1, null, optionsOf).config).toEqual({});
  });

  it('keeps for a later class what the one between does not use', () => {
    const resolved = resolveScheduler(
      chain({ set_alpha_to_one: false }, {}, { className: 'DDIMScheduler' }),
      2,
      null,
      optionsOf,
    );
    expect(values(resolved.config)).toEqual({ set_alpha_to_one: false });
  });

  it('drops keywords the class lacks for good, and says so', () => {
    const readings = chain({}, { className: 'DDIMScheduler', options: all({ use_karras_sigmas: true }) }, {});
    expect(resolveScheduler(readings, 1, null, optionsOf).notices.join()).toContain('`use_karras_sigmas`');
    expect(resolveScheduler(readings, 2, null, optionsOf).config).toEqual({});
  });

  it('starts from a dict that is written out', () => {
    const resolved = resolveScheduler(
      [
        reading({
          via: 'from_config',
          base: base({ config: all({ beta_start: 0.1, beta_end: 0.2 }) }),
          options: all({ beta_end: 0.3 }),
        }),
      ],
      0,
      null,
    );
    expect(values(resolved.config)).toEqual({ beta_start: 0.1, beta_end: 0.3 });
    expect(resolved.base).toBeNull();
  });

  it('ends where a chain bites its tail', () => {
    const resolved = resolveScheduler([reading({ via: 'from_config', base: base({ scheduler: 0 }) })], 0, null);
    expect(resolved.base?.known).toBe(false);
  });
});

describe('the call', () => {
  it('is the one that is meant; other counts are told', () => {
    const calls = [10, 20, 10].map((n) => setTimesteps({ num_inference_steps: n }));
    const resolved = resolveScheduler([reading({ calls })], 0, 1);
    expect(values(resolved.call)).toEqual({ num_inference_steps: 20 });
    expect(resolved.otherStepCounts).toEqual([10]);
  });

  it.each([
    ['StableDiffusionPipeline', 50],
    ['StableDiffusionXLPipeline', 50],
    ['StableDiffusion3Pipeline', 28],
    ['FluxPipeline', 28],
    ['LatentConsistencyModelPipeline', 4],
  ])('has the default count of %s when the code gives none', (pipelineClass, count) => {
    const resolved = resolveScheduler(
      [reading({ className: null, via: 'from_pretrained', base: base({ modelId: 'a/b', pipelineClass }) })],
      0,
      null,
    );
    expect(resolved.call['num_inference_steps']).toMatchObject({ value: count, origin: 'diffusers default' });
    expect(resolved.notices.join()).toContain(`${count} is assumed`);
  });

  it('says why a count is not known', () => {
    const resolved = resolveScheduler(
      [reading({ calls: [{ kind: 'set_timesteps', args: { num_inference_steps: lost('the parameter `n`') } }] })],
      0,
      0,
    );
    expect(values(resolved.call)).toEqual({ num_inference_steps: 50 });
    expect(resolved.notices.join()).toContain('the parameter `n`');
  });

  it('leaves the count to timesteps that are given', () => {
    expect(
      values(resolveScheduler([reading({ calls: [setTimesteps({ timesteps: [900, 500] })] })], 0, 0).call),
    ).toEqual({ timesteps: [900, 500] });
  });

  it('gets what FluxPipeline hands over: even sigmas, and mu of 1024 × 1024 pixels', () => {
    const pipeline = { className: 'FluxPipeline', modelId: 'black-forest-labs/FLUX.1-dev' };
    const flux = reading({
      className: null,
      via: 'from_pretrained',
      base: base({ modelId: 'black-forest-labs/FLUX.1-dev', pipelineClass: 'FluxPipeline' }),
      calls: [{ kind: 'num_inference_steps', args: all({ num_inference_steps: 4 }), pipeline }],
    });
    const resolved = resolveScheduler([flux], 0, 0);
    expect(resolved).toMatchObject({ className: 'FlowMatchEulerDiscreteScheduler', family: 'flux' });
    expect(values(resolved.call)).toEqual({
      num_inference_steps: 4,
      sigmas: [1, 0.75, 0.5, 0.25],
      mu: expect.closeTo(1.15, 12) as number,
    });
    expect(resolved.notices.join()).toMatch(/mu.*1\.15.*1024/);
  });
});
