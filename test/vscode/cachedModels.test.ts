import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HuggingFaceHome, stableDiffusion } from './huggingFaceHome';
import { Session } from './session';

const id = 'ada/dream';
const commit = '1d0c4ebf'.repeat(5);

const imports =
  'from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, EulerDiscreteScheduler, StableDiffusionPipeline';
const pipe = `pipe = StableDiffusionPipeline.from_pretrained("${id}")`;

const notebook = {
  cells: [
    imports,
    pipe,
    'pipe.scheduler = EulerDiscreteScheduler.from_config(pipe.scheduler.config)',
    'image = pipe("a fox", num_inference_steps=25)',
  ].map((source) => ({ cell_type: 'code', metadata: {}, source: [source], outputs: [], execution_count: null })),
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 5,
};

const files = {
  'override.py': [
    imports,
    pipe,
    'pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)',
    'image = pipe("a fox", num_inference_steps=25)',
    '',
  ].join('\n'),
  'subfolder.py': [
    imports,
    `scheduler = DDIMScheduler.from_pretrained("${id}", subfolder="scheduler")`,
    'scheduler.set_timesteps(20)',
    '',
  ].join('\n'),
  'table.py': [
    imports,
    'SAMPLERS = {"euler": EulerDiscreteScheduler, "ddim": DDIMScheduler}',
    pipe,
    'name = "euler"',
    'pipe.scheduler = SAMPLERS[name].from_config(pipe.scheduler.config)',
    'image = pipe("a fox", num_inference_steps=30)',
    '',
  ].join('\n'),
  'arguments.py': [
    'import argparse',
    imports,
    'parser = argparse.ArgumentParser()',
    'parser.add_argument("--steps", type=int, default=40)',
    'args = parser.parse_args()',
    pipe,
    'pipe.scheduler = EulerDiscreteScheduler.from_config(pipe.scheduler.config)',
    'image = pipe("a fox", num_inference_steps=args.steps)',
    '',
  ].join('\n'),
  'cells.ipynb': JSON.stringify(notebook),
};

describe('hover on a model in the Hugging Face cache', () => {
  const home = new HuggingFaceHome();
  let vscode: Session;
  beforeAll(async () => {
    home.download(id, commit, stableDiffusion);
    vscode = await Session.start({ theme: 'dark', files, environment: home.environment });
  });
  afterAll(async () => {
    await vscode.end();
    home.remove();
  });

  it.each<[string, string, string, string, number]>([
    ['from_config with an override', 'override.py', 'DPMSolverMultistepScheduler', 'use_karras_sigmas=True', 1],
    ['from_pretrained with subfolder', 'subfolder.py', 'DDIMScheduler', '20 steps', 1],
    ['a table of classes', 'table.py', 'pipe.scheduler', '30 steps', 0],
    ['a notebook', 'cells.ipynb', 'EulerDiscreteScheduler', '25 steps', 1],
    ['an argument’s default', 'arguments.py', 'EulerDiscreteScheduler', '40 steps', 1],
  ])('shows the inherited betas with their source for %s', async (_idiom, file, text, expected, occurrence) => {
    await vscode.open(file);
    const hover = await vscode.hover(text, expected, occurrence);
    const shown = (await hover.innerText()).replace(/\s+/g, ' ');
    expect(shown).toContain(`scheduler/scheduler_config.json of ${id} in the Hugging Face cache, commit 1d0c4eb`);
    expect(shown).toContain('beta_end=0.0125');
    await hover.evaluate((element) => {
      for (const part of element.querySelectorAll('.monaco-scrollable-element')) part.scrollTop = 0;
    });
    await vscode.screenshot(`cached-${file.replace('.', '-')}`);
    await hover.getByText('commit 1d0c4eb').first().scrollIntoViewIfNeeded();
    await vscode.screenshot(`cached-${file.replace('.', '-')}-source`);
    await vscode.leave();
  });

  it('opens the file that the values were read from', async () => {
    await vscode.open('override.py');
    const hover = await vscode.hover('DPMSolverMultistepScheduler', 'commit 1d0c4eb', 1);
    await hover
      .getByRole('link', { name: /commit 1d0c4eb/ })
      .or(hover.locator('a', { hasText: 'commit 1d0c4eb' }))
      .first()
      .click();
    await vscode.page.locator('.tab', { hasText: 'scheduler_config.json' }).first().waitFor({ timeout: 20_000 });
    await vscode.screenshot('cached-file-opened');
  });
});
