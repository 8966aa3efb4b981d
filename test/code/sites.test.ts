import { describe, expect, it } from 'vitest';
import { parseNotebook, parseScript, type ProgramText } from '../../src/code/text/program';
import { analyse, testAnalyser } from './reading';

const walkThrough = `from diffusers import LMSDiscreteScheduler
scheduler = LMSDiscreteScheduler(beta_start=0.00085, beta_schedule="scaled_linear")
before = scheduler.init_noise_sigma
scheduler.set_timesteps(70)
latents = latents * scheduler.init_noise_sigma
`;

/** Sites as `kind text call`, in order of position. */
async function sitesOf(program: ProgramText): Promise<string[]> {
  const { sites } = (await testAnalyser).analyse(program);
  return sites.map(({ kind, range, call }) => {
    const text = program.cells.find(({ index }) => index === range.cell)?.text ?? '';
    const line = text.split('\n')[range.line] ?? '';
    return `${kind} ${range.endLine === range.line ? line.slice(range.col, range.endCol) : '…'} ${call ?? '-'}`;
  });
}

describe('places to hover', () => {
  it('are every mention, each with the count in force there', async () => {
    expect(await sitesOf(parseScript(walkThrough))).toEqual([
      'variable LMSDiscreteScheduler 0',
      'variable scheduler 0',
      'constructor LMSDiscreteScheduler 0',
      'option beta_start=0.00085 0',
      'option beta_schedule="scaled_linear" 0',
      'variable scheduler 0',
      'init_noise_sigma init_noise_sigma -',
      'variable scheduler 0',
      'set_timesteps set_timesteps 0',
      'variable scheduler 0',
      'init_noise_sigma init_noise_sigma 0',
    ]);
  });

  it('follow a scheduler into a pipeline', async () => {
    const text =
      'from diffusers import DDIMScheduler, DiffusionPipeline\npipe = DiffusionPipeline.from_pretrained("a/b")\n' +
      'pipe.scheduler = DDIMScheduler.from_config(\n  pipe.scheduler.config,\n  clip_sample=False)\npipe("x", num_inference_steps=30)\n';
    expect(await sitesOf(parseScript(text))).toEqual([
      'variable DDIMScheduler 0',
      'variable scheduler 0',
      'from_config DDIMScheduler 0',
      'variable scheduler -',
      'option clip_sample=False 0',
      'num_inference_steps num_inference_steps 0',
    ]);
  });

  it('know the latest count after any number of branches and functions', async () => {
    const steps = Array.from(
      { length: 20 },
      (_, i) => `def f${i}():\n    if x:\n        s.set_timesteps(${i + 1})`,
    ).join('\n');
    const { sites, schedulers } = await analyse(
      `from diffusers import LMSDiscreteScheduler\ns = LMSDiscreteScheduler()\n${steps}\ndef last(s=s):\n    return scheduler_of(s).init_noise_sigma\ndef sigma():\n    return s.init_noise_sigma`,
    );
    expect(sites.find(({ kind }) => kind === 'init_noise_sigma')?.call).toBe(19);
    expect(schedulers.at(0)?.calls).toHaveLength(20);
  });

  it('count columns in UTF-16 units', async () => {
    const { sites } = await analyse('from diffusers import DDIMScheduler\nx = "😀é"; s = DDIMScheduler()');
    expect(sites.find(({ kind }) => kind === 'constructor')?.range).toEqual({
      cell: null,
      line: 1,
      col: 15,
      endLine: 1,
      endCol: 28,
    });
  });

  it('are reported for a scheduler that is made elsewhere', async () => {
    const { schedulers, unattached } = await analyse(
      'class P:\n    def run(self):\n        self.scheduler.set_timesteps(4)\n        return x * self.scheduler.init_noise_sigma',
    );
    expect(schedulers).toEqual([]);
    expect(unattached.map(({ kind }) => kind)).toEqual(['set_timesteps', 'init_noise_sigma']);
  });
});

describe('a notebook', () => {
  const code = (...source: string[]) => ({
    cell_type: 'code',
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  });
  const notebook = (...cells: object[]): ProgramText =>
    parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));

  it('is one program over its cells, numbered among all of them', async () => {
    const program = notebook(
      { cell_type: 'markdown', metadata: {}, source: '# Title' },
      code('from diffusers import DDIMScheduler\n', 's = DDIMScheduler()'),
      code('s.set_timesteps(40)'),
    );
    const { schedulers, sites } = (await testAnalyser).analyse(program);
    expect(schedulers).toHaveLength(1);
    expect(sites.map(({ kind, range }) => `${kind} ${range.cell ?? 'none'}`)).toEqual([
      'variable 1',
      'variable 1',
      'constructor 1',
      'variable 2',
      'set_timesteps 2',
    ]);
  });

  it.each([
    ['line magics', '%matplotlib inline\ns = DDIMScheduler()'],
    ['shell commands', '!pip install -q \\\n  diffusers\ns = DDIMScheduler()'],
    ['commands in a block', 'if True:\n    !nvidia-smi\ns = DDIMScheduler()'],
    ['assigned commands', 'files = !ls\nhere = %pwd\ns = DDIMScheduler()'],
    ['help', '?DDIMScheduler\nDDIMScheduler?\ns = DDIMScheduler()'],
    ['cell magics that run Python', '%%time\ns = DDIMScheduler()'],
    ['a remainder at the start of a line', 'x = (7\n% 3)\ns = DDIMScheduler()'],
    ['a text that looks like a command', 'x = """\n!ls\n"""\ns = DDIMScheduler()'],
  ])('reads past %s', async (_name, text) => {
    const { schedulers } = (await testAnalyser).analyse(
      notebook(code('from diffusers import DDIMScheduler'), code(text)),
    );
    expect(schedulers.map(({ anchor }) => anchor)).toEqual([
      { cell: 1, line: text.split('\n').length - 1, col: 4, endLine: text.split('\n').length - 1, endCol: 17 },
    ]);
  });

  it.each([
    ['shell cells', code('%%bash\npython -c "DDIMScheduler()"')],
    ['raw cells', { cell_type: 'raw', metadata: {}, source: 'DDIMScheduler()' }],
    ['cells of another language', { ...code('DDIMScheduler()'), metadata: { vscode: { languageId: 'javascript' } } }],
  ])('leaves out %s', async (_name, cell) => {
    expect((await testAnalyser).analyse(notebook(cell)).schedulers).toEqual([]);
  });

  it.each(['', '{', '[]', '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}', 'null'])(
    'that is none has nothing to say: %j',
    async (json) => {
      expect((await testAnalyser).analyse(parseNotebook(json)).schedulers).toEqual([]);
    },
  );
});

describe('a pasted session', () => {
  it('is read without its prompts and answers', async () => {
    const { schedulers } = await analyse(
      '>>> from diffusers import DDIMScheduler\n>>> s = DDIMScheduler(\n...     beta_start=0.1,\n... )\n>>> s\nDDIMScheduler {\n}\n>>> s.set_timesteps(5)\n',
    );
    expect(schedulers.map(({ anchor, calls }) => [anchor.line, anchor.col, calls.length])).toEqual([[1, 8, 1]]);
  });
});
