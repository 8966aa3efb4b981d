import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings, type SettingsFormat } from '../../../src/code/settings/readSettings';
import { definitionOf } from '../../../src/schedulers/registry';
import { counts, shownValues } from '../reading';

const optionsOf = (name: string) => {
  const definition = definitionOf(name);
  return definition && Object.keys(definition.options);
};

const read = (text: string, format: SettingsFormat) => readSettings(text, format, optionsOf);

/** The texts that the sites of a kind stand on. */
const textsOf = (text: string, format: SettingsFormat, kind: string): string[] =>
  read(text, format).sites.flatMap(({ kind: one, range }) =>
    one === kind ? [(text.split('\n')[range.line] ?? '').slice(range.col, range.endCol)] : [],
  );

describe('a YAML file that names a scheduler', () => {
  const HYDRA = [
    'policy:',
    '  noise_scheduler: # Ho et al. 2020',
    '    _target_: diffusers.schedulers.scheduling_ddpm.DDPMScheduler',
    '    num_train_timesteps: 100',
    '    beta_start: 1.0e-4',
    "    beta_schedule: 'squaredcos_cap_v2'",
    '    clip_sample: yes',
    '  horizon: ${horizon}',
  ].join('\n');

  it('as the target of Hydra, is constructed with the keys beside it', () => {
    const [scheduler] = read(HYDRA, 'yaml').schedulers;
    expect(scheduler).toMatchObject({ className: 'DDPMScheduler', via: 'constructor', complete: true });
    expect(shownValues(scheduler.options)).toEqual({
      num_train_timesteps: 100,
      beta_start: 0.0001,
      beta_schedule: 'squaredcos_cap_v2',
      clip_sample: true,
    });
  });

  it('can be hovered at the class and at every option', () => {
    expect(textsOf(HYDRA, 'yaml', 'constructor')).toEqual(['DDPMScheduler']);
    expect(textsOf(HYDRA, 'yaml', 'option')).toContain("beta_schedule: 'squaredcos_cap_v2'");
  });

  const forms: Record<string, string> = {
    'a class with params': 'scheduler:\n  target: diffusers.DDIMScheduler\n  params:\n    beta_start: 0.1',
    'a class with init_args': 'class_path: diffusers.DDIMScheduler\ninit_args: {beta_start: 0.1}',
    'a type among other settings': 'scheduler:\n  type: DDIMScheduler\n  beta_start: 0.1\n  guidance: 7',
    'a saved configuration': '_class_name: DDIMScheduler\n_diffusers_version: 0.4.0\nbeta_start: 0.1',
    'a merged mapping': 'base: &b {beta_start: 0.1}\nscheduler:\n  <<: *b\n  type: DDIMScheduler',
    'a list': 'runs:\n  - scheduler: DDIMScheduler\n    beta_start: 0.1',
    'a later document': 'a: 1\n---\nscheduler: DDIMScheduler\nbeta_start: 0.1',
    'JSON within YAML': '{"scheduler": "DDIMScheduler", "beta_start": 0.1}',
    'Windows line ends': 'scheduler: DDIMScheduler\r\nbeta_start: 0.1\r\n',
  };

  it.each(Object.entries(forms))('in the form of %s', (_name, text) => {
    const [scheduler, ...others] = read(text, 'yaml').schedulers;
    expect(others).toEqual([]);
    expect(scheduler.className).toBe('DDIMScheduler');
    expect(shownValues(scheduler.options)).toEqual({ beta_start: 0.1 });
  });

  it('takes the number of steps beside it', () => {
    const [scheduler] = read('scheduler: DDIMScheduler\nnum_inference_steps: 30', 'yaml').schedulers;
    expect(counts(scheduler)).toEqual([30]);
  });

  it('does not know what an interpolation gives', () => {
    const [scheduler] = read('type: DDIMScheduler\nbeta_start: ${model.beta}', 'yaml').schedulers;
    expect(scheduler.complete).toBe(false);
    expect(shownValues(scheduler.options)).toEqual({ beta_start: '<the interpolation ${model.beta}>' });
  });

  const silent: Record<string, string> = {
    'no class': 'scheduler: ddim\nbeta_start: 0.1',
    'learning rates': 'lr_scheduler:\n  type: CosineAnnealingWarmupScheduler\n  warmup: 10',
    'another package': '_target_: mylib.DDIMScheduler\nbeta_start: 0.1',
    'a sentence': 'note: we use the DDIMScheduler of diffusers',
    'broken text': 'scheduler: [DDIMScheduler\n  : :\n\t- }',
  };

  it.each(Object.entries(silent))('and with %s there is nothing', (_name, text) => {
    expect(read(text, 'yaml').schedulers).toEqual([]);
  });
});

describe('a TOML file that names a scheduler', () => {
  const forms: Record<string, string> = {
    'a table': '# run 3\n[model.scheduler]\ntype = "DDIMScheduler" # the class\nbeta_start = 0.1\n',
    'an inline table': 'title = "a # b"\nscheduler = { type = "DDIMScheduler", beta_start = 0.1 }',
    'a list of tables': '[[run]]\nx = 1\n[[run]]\nscheduler = "DDIMScheduler"\nbeta_start = 0.1',
    'a table inside a list of tables':
      '[[run]]\n[run.scheduler]\ntype = "DDIMScheduler"\nbeta_start = 0.1\n[[run]]\ndate = 2024-05-01',
    'dotted keys': 'scheduler.type = "DDIMScheduler"\nscheduler.beta_start = 1e-1',
    'literal texts': "text = '''\n[scheduler]\n'''\n[scheduler]\ntype = 'DDIMScheduler'\n\"beta_start\" = 0.1",
    'Windows line ends': '[scheduler]\r\ntype = "DDIMScheduler"\r\nbeta_start = 0.1\r\n',
  };

  it.each(Object.entries(forms))('in the form of %s', (_name, text) => {
    const [scheduler, ...others] = read(text, 'toml').schedulers;
    expect(others).toEqual([]);
    expect(scheduler.className).toBe('DDIMScheduler');
    expect(shownValues(scheduler.options)).toEqual({ beta_start: 0.1 });
    expect(textsOf(text, 'toml', 'from_config')).toEqual(['DDIMScheduler']);
    expect(textsOf(text, 'toml', 'option')).toEqual([expect.stringContaining('beta_start')]);
  });

  it('reads lists over several lines', () => {
    const text = '[s]\ntype = "DDIMScheduler"\ntrained_betas = [ # from the paper\n  0.1,\n  0.2,\n]\n';
    expect(shownValues(read(text, 'toml').schedulers[0].options)).toEqual({ trained_betas: [0.1, 0.2] });
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...'DDIMScheduler scheduler type : = [ ] { } " \' \n \t # & * - <<: ${x} 1.5 """ \'\'\' . , | > --- \r\n'.split(
      ' ',
    ),
  );
  const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => `Scheduler ${parts.join('')}`);

  it('is read without a throw', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom('yaml', 'toml'), (text, format) => {
        expect(read(text, format).notice).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('that multiplies its aliases is bounded', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n');
    expect(read(`a0: &a0 {type: DDIMScheduler}\n${levels}`, 'yaml').schedulers.length).toBeLessThan(2);
  });
});
