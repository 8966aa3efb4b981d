import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PythonValue } from '../../../src/json/value';
import { parseNotebook, parseScript, type ProgramText } from '../../../src/code/text/program';
import { applied, rewrite, type Rewriting } from '../../../src/code/rewrite/rewrite';
import { keywordChange, type SchedulerChanges } from '../../../src/code/rewrite/schedulerChanges';
import { testAnalyser } from '../reading';

const parameters = ['num_train_timesteps', 'beta_start', 'beta_end', 'beta_schedule'];

async function rewriting(program: ProgramText, changes: Partial<SchedulerChanges>): Promise<Rewriting> {
  const { schedulers } = (await testAnalyser).analyse(program);
  return rewrite(
    program,
    { schedulers, scheduler: schedulers.length - 1, call: 0, parameters },
    { config: [], call: [], ...changes },
  );
}

/** The program after the changes have made. */
async function after(program: ProgramText, changes: Partial<SchedulerChanges>): Promise<ProgramText> {
  const result = await rewriting(program, changes);
  if (!result.ok) throw new Error(result.reason);
  return applied(program, result.edits);
}

const script = (...lines: readonly string[]): ProgramText =>
  parseScript(['from diffusers import DDIMScheduler, DiffusionPipeline', ...lines, ''].join('\n'));

describe('the smallest edit', () => {
  it('replaces nothing but the value', async () => {
    const program = script('s = DDIMScheduler(beta_start=0.001)', 's.set_timesteps(20)');
    const result = await rewriting(program, { call: [keywordChange('num_inference_steps', 25)] });
    expect(result).toMatchObject({ ok: true, edits: [{ text: '5', cell: null }] });
  });

  it('reaches constructor and steps at once', async () => {
    const program = script('s = DDIMScheduler()', 's.set_timesteps(num_inference_steps=20, device="cpu")');
    const { cells } = await after(program, {
      config: [keywordChange('beta_schedule', 'scaled_linear')],
      call: [keywordChange('num_inference_steps', 7)],
    });
    expect(cells[0].text).toContain('DDIMScheduler(beta_schedule="scaled_linear")');
    expect(cells[0].text).toContain('set_timesteps(num_inference_steps=7, device="cpu")');
  });

  it('changes a pipeline’s steps and overrides from_config', async () => {
    const program = script(
      'pipe = DiffusionPipeline.from_pretrained("a/b")',
      'pipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config)',
      'pipe("a cat", num_inference_steps=30)',
    );
    const { cells } = await after(program, {
      config: [keywordChange('timestep_spacing', 'trailing')],
      call: [keywordChange('num_inference_steps', 8)],
    });
    expect(cells[0].text).toContain('from_config(pipe.scheduler.config, timestep_spacing="trailing")');
    expect(cells[0].text).toContain('pipe("a cat", num_inference_steps=8)');
  });

  it('edits the right cell of a notebook', async () => {
    const cell = (source: string) => ({ cell_type: 'code', source });
    const cells = [
      cell('from diffusers import DDIMScheduler'),
      cell('x = 1\ns = DDIMScheduler(\n  beta_start=1e-4\n)'),
    ];
    const program = parseNotebook(JSON.stringify({ cells }));
    const changed = await after(program, { config: [keywordChange('beta_start', 0.002)] });
    expect(changed.cells.map(({ text }) => text)).toEqual([
      'from diffusers import DDIMScheduler',
      'x = 1\ns = DDIMScheduler(\n  beta_start=0.002\n)',
    ]);
  });
});

describe('a value that is written elsewhere is changed there', () => {
  it.each([
    ['a variable', ['n = 20', 's = DDIMScheduler()', 's.set_timesteps(n)'], 'n = 5\n'],
    [
      'a parameter’s default',
      ['def f(n=20):', '    s = DDIMScheduler()', '    s.set_timesteps(n)', 'f()'],
      'def f(n=5):',
    ],
    [
      'a dict that is unpacked',
      ['d = {"num_inference_steps": 20}', 's = DDIMScheduler()', 's.set_timesteps(**d)'],
      '": 5}',
    ],
  ])('%s', async (_what, lines, expected) => {
    const { cells } = await after(script(...lines), { call: [keywordChange('num_inference_steps', 5)] });
    expect(cells[0].text).toContain(expected);
  });

  it('also for an option, in another cell, in the quotes used there', async () => {
    const cell = (source: string) => ({ cell_type: 'code', source });
    const cells = [
      cell("from diffusers import DDIMScheduler\nkind = 'linear'"),
      cell('s = DDIMScheduler(beta_schedule=kind)'),
    ];
    const changed = await after(parseNotebook(JSON.stringify({ cells })), {
      config: [keywordChange('beta_schedule', 'scaled_linear'), keywordChange('beta_start', 0.1)],
    });
    expect(changed.cells.map(({ text }) => text)).toEqual([
      "from diffusers import DDIMScheduler\nkind = 'scaled_linear'",
      's = DDIMScheduler(beta_schedule=kind, beta_start=0.1)',
    ]);
  });
});

describe('what cannot be written there', () => {
  it.each([
    [
      'a value that is calculated',
      ['n = 4 * 5', 's = DDIMScheduler()', 's.set_timesteps(n)'],
      { call: [keywordChange('num_inference_steps', 5)] },
      /calculated: `4 \* 5` in line 2/,
    ],
    [
      'a variable that decides about more',
      ['n = 20', 'a = DDIMScheduler()', 'a.set_timesteps(n)', 'b = DDIMScheduler()', 'b.set_timesteps(n)'],
      { call: [keywordChange('num_inference_steps', 5)] },
      /`20` in line 2, which is used for more/,
    ],
    [
      'no steps in the code',
      ['s = DDIMScheduler()'],
      { call: [keywordChange('num_inference_steps', 5)] },
      /no set_timesteps/,
    ],
    [
      'an unpacked dict',
      ['d = load()', 's = DDIMScheduler(**d)', 's.set_timesteps(4)'],
      { config: [keywordChange('beta_start', 0.2)] },
      /may be in the dict/,
    ],
    [
      'mu of a pipeline',
      ['p = DiffusionPipeline.from_pretrained("a/b", scheduler=DDIMScheduler())', 'p("x", num_inference_steps=4)'],
      { call: [keywordChange('mu', 1)] },
      /size of the picture/,
    ],
  ])('is said with the reason: %s', async (_what, lines, changes, reason) => {
    const result = await rewriting(script(...lines), changes);
    expect(result.ok ? '' : result.reason).toMatch(reason);
  });

  it('is said of a text that is not the one that was read', async () => {
    const { schedulers } = (await testAnalyser).analyse(script('', '', 's = DDIMScheduler(beta_start=0.1)'));
    const other = parseScript('x');
    const changes = { config: [keywordChange('beta_start', 0.2)], call: [] };
    const result = rewrite(other, { schedulers, scheduler: 0, call: 0, parameters }, changes);
    expect(result.ok).toBe(false);
  });
});

/** A call as somebody may have written it: its arguments on one line or one a line, with or without a last comma. */
const layout = fc.record({
  options: fc.uniqueArray(fc.constantFrom('beta_start=0.001', "beta_schedule='linear'", 'clip_sample=False'), {
    maxLength: 3,
  }),
  oneALine: fc.boolean(),
  comma: fc.boolean(),
  comments: fc.boolean(),
});

const wanted = fc.record(
  {
    beta_start: fc.double({ min: 1e-5, max: 0.01, noNaN: true }),
    beta_schedule: fc.constantFrom('scaled_linear', 'squaredcos_cap_v2', 'it\'s "new"'),
    clip_sample: fc.boolean(),
    num_train_timesteps: fc.integer({ min: 1, max: 5000 }),
    trained_betas: fc.option(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 })),
  },
  { requiredKeys: [] },
);

function written({
  options,
  oneALine,
  comma,
  comments,
}: typeof layout extends fc.Arbitrary<infer T> ? T : never): string {
  const last = comma && options.length > 0 ? ',' : '';
  if (!oneALine) return `s = DDIMScheduler(${options.join(', ')}${last})`;
  const lines = options.map(
    (option, i) => `    ${option}${i < options.length - 1 ? ',' : last}${comments ? '  # (,' : ''}\n`,
  );
  return `s = DDIMScheduler(\n${lines.join('')})`;
}

it('reading the rewritten program gives what was wanted for, however it was laid out', async () => {
  const analyser = await testAnalyser;
  fc.assert(
    fc.property(layout, wanted, fc.integer({ min: 1, max: 999 }), (how, values, count) => {
      const program = script(written(how), 's.set_timesteps(20)');
      const { schedulers } = analyser.analyse(program);
      const before = schedulers[0];
      const config = Object.entries<PythonValue | undefined>(values).flatMap(([name, value]) =>
        value === undefined ? [] : [keywordChange(name, value)],
      );
      const result = rewrite(
        program,
        { schedulers, scheduler: 0, call: 0, parameters },
        { config, call: [keywordChange('num_inference_steps', count)] },
      );
      if (!result.ok) throw new Error(result.reason);
      const now = analyser.analyse(applied(program, result.edits)).schedulers[0];
      const options = Object.fromEntries(
        Object.entries(now.options).map(([name, reading]) => [name, reading.known ? reading.value : reading.reason]),
      );
      expect(options).toMatchObject(values);
      expect(Object.keys(options)).toEqual(expect.arrayContaining(Object.keys(before.options)));
      expect(now.calls[0].args['num_inference_steps']).toMatchObject({ value: count });
    }),
    { numRuns: 200 },
  );
});
