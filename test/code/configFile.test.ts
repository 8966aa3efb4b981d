import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfigFile } from '../../src/code/configFile';
import { inspectScheduler } from '../../src/inspect/inspect';
import '../propertySeed';

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
    const { schedulers, sites } = readConfigFile(config);
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
    expect(readConfigFile(config).schedulers[0]?.options).not.toHaveProperty('timestep_spacing');
  });

  it("gives Stable Diffusion's noise", () => {
    const { outcome } = inspectScheduler(readConfigFile(config), 0, null);
    expect(outcome.ok && outcome.schedule.initNoiseSigma.before).toBeCloseTo(14.61465, 4);
  });
});

describe('model_index.json', () => {
  it('names the class; its options are read from the folder beside it', () => {
    const { schedulers } = readConfigFile(index, (path) =>
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
    const only = readConfigFile(index).schedulers[0];
    expect(only.complete).toBe(false);
    expect(only.base?.reason).toContain('scheduler_config.json');
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
    expect(readConfigFile(text).schedulers).toEqual([]);
  });

  it('is read as far as it goes when it is half typed', () => {
    fc.assert(
      fc.property(fc.nat(config.length), fc.string(), (at, more) => {
        const { schedulers } = readConfigFile(config.slice(0, at) + more);
        expect(schedulers.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('may be nested without end', () => {
    expect(readConfigFile(`{"_class_name": ${'['.repeat(200_000)}`).schedulers).toEqual([]);
  });
});
