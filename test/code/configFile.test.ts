import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/code/settings/configFile';
import { inspectScheduler } from '../../src/inspect/inspect';
import '../propertySeed';

const name = 'scheduler_config.json';

const config = `{
  "_class_name": "EulerDiscreteScheduler",
  "_diffusers_version": "0.30.0",
  "beta_start": 0.00085,
  "beta_end": 0.012,
  "beta_schedule": "scaled_linear",
  "trained_betas": null,
  "timestep_spacing": "linspace",
  "_use_default_values": ["timestep_spacing"]
}`;

const index = `{"_class_name": "FluxPipeline", "scheduler": ["diffusers", "EulerDiscreteScheduler"], "vae": ["diffusers", "X"]}`;

describe('scheduler_config.json', () => {
  it('names the class and its options, each at its place', () => {
    const { schedulers, sites } = readConfigFile(name, config);
    expect(schedulers).toHaveLength(1);
    expect(schedulers[0]).toMatchObject({
      className: 'EulerDiscreteScheduler',
      complete: true,
      anchor: { cell: null, line: 1, col: 18, endLine: 1, endCol: 40 },
      options: {
        beta_end: { known: true, value: 0.012, origin: 'model file', range: { line: 4, col: 14, endCol: 19 } },
      },
    });
    expect(sites.map(({ kind, option }) => option ?? kind)).toEqual([
      'from_config',
      'beta_start',
      'beta_end',
      'beta_schedule',
      'trained_betas',
    ]);
  });

  it("leaves to the class what was only the old class's default", () => {
    expect(readConfigFile(name, config).schedulers[0]?.options).not.toHaveProperty('timestep_spacing');
  });

  it("gives Stable Diffusion's noise", () => {
    const { outcome } = inspectScheduler(readConfigFile(name, config), 0, null);
    expect(outcome.ok && outcome.schedule.initNoiseSigma.before).toBeCloseTo(14.61465, 4);
  });
});

describe('model_index.json', () => {
  it('names the class; its options are read from the folder beside it', () => {
    const { schedulers } = readConfigFile('model_index.json', index, (path) =>
      path === 'scheduler/scheduler_config.json' ? config : undefined,
    );
    expect(schedulers[0]).toMatchObject({
      className: 'EulerDiscreteScheduler',
      complete: true,
      base: { pipelineClass: 'FluxPipeline' },
      options: { beta_end: { value: 0.012, range: null } },
    });
  });

  it('says so when that is missing', () => {
    const only = readConfigFile('model_index.json', index).schedulers[0];
    expect(only.complete).toBe(false);
    expect(only.base?.reason).toContain('scheduler_config.json');
  });
});

describe('a broken file', () => {
  it('is refused as diffusers refuses it, with its place, and has no numbers', () => {
    const analysis = readConfigFile(
      name,
      '{"_class_name": "EulerDiscreteScheduler",\n "beta_start": 0.1 "beta_end": 0.2}',
    );
    expect(analysis.schedulers[0]).toMatchObject({ className: 'EulerDiscreteScheduler', complete: false });
    expect(inspectScheduler(analysis, 0, null).outcome).toMatchObject({
      ok: false,
      by: 'diffusers',
      type: 'OSError',
      where: 'loading',
      message: 'scheduler_config.json is not valid JSON: line 2, column 20: a comma is missing before this.',
    });
  });

  it('beside a model_index.json is named', () => {
    const analysis = readConfigFile('model_index.json', index, () => '{"_class_name": "EulerDiscreteScheduler"');
    expect(inspectScheduler(analysis, 0, null).outcome).toMatchObject({
      type: 'OSError',
      message: 'scheduler/scheduler_config.json is not valid JSON: line 1, column 41: it is cut off there.',
    });
  });

  it('with a class that is not known has the nearest name suggested', () => {
    const analysis = readConfigFile(name, '{"_class_name": "EulerDiscreteSchedular"}');
    expect(inspectScheduler(analysis, 0, null).outcome).toMatchObject({
      ok: false,
      by: 'sigmascope',
      remedy: expect.stringContaining('Did you mean "EulerDiscreteScheduler"?') as string,
    });
  });

  it.each([
    ['nothing', '', 'line 1, column 1: it is empty'],
    ['a list', '[1, 2]', 'is JSON, but not an object'],
    ['UTF-16 read as UTF-8', '\uFFFD\uFFFD{\0"\0', 'UTF-16'],
    ['no class', '{"beta_start": 0.1}', 'names no scheduler class'],
    ['a class that is no text', '{"_class_name": 7}', '`_class_name` in scheduler_config.json is not a text'],
    ['Transformers', '{"model_type": "clip_text_model"}', 'configuration of Transformers (clip_text_model)'],
  ])('of %s says why', (_what, text, why) => {
    expect(readConfigFile(name, text)).toMatchObject({
      schedulers: [],
      notice: expect.stringContaining(why) as string,
    });
  });

  it.each([
    ['a UNet', '{"_class_name": "UNet2DConditionModel"}', 'configures UNet2DConditionModel, which is no scheduler'],
    ['a pipeline without one', '{"_class_name": "A", "scheduler": [null, null]}', 'has no scheduler'],
    ['a pipeline with a number', '{"_class_name": "A", "scheduler": 7}', 'is not a library and a class'],
  ])('of another kind, %s, says why', (_what, text, why) => {
    expect(readConfigFile('config.json', text).notice).toContain(why);
  });
});

it('has NaN and infinities', () => {
  const { schedulers } = readConfigFile(name, '{"_class_name": "DDIMScheduler", "a": -Infinity, "b": [NaN, "NaN"]}');
  expect(schedulers[0]).toMatchObject({
    complete: true,
    options: { a: { value: -Infinity }, b: { value: [NaN, 'NaN'] } },
  });
});

describe('anything else', () => {
  it.each([
    ['another class', '{"_class_name": "UNet2DConditionModel"}'],
    ['a scheduler of learning rates', '{"lr_scheduler": "cosine"}'],
    ['a list', '["_class_name", "DDIMScheduler"]'],
    ['nothing', ''],
    ['a text', '"_class_name"'],
  ])('%s says nothing', (_what, text) => {
    expect(readConfigFile('config.json', text).schedulers).toEqual([]);
  });

  it('is read as far as it goes when it is half typed', () => {
    fc.assert(
      fc.property(fc.nat(config.length), fc.string(), (at, more) => {
        const { schedulers } = readConfigFile(name, config.slice(0, at) + more);
        expect(schedulers.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('may be nested to any depth', () => {
    expect(readConfigFile(name, `{"_class_name": ${'['.repeat(200_000)}`).schedulers).toEqual([]);
  });
});
