import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const files = {
  'main.py': [
    'from config import STEPS',
    'from schedulers import make_scheduler',
    '',
    'sampler = make_scheduler("euler")',
    'sampler.set_timesteps(STEPS)',
    '',
  ].join('\n'),
  'config.py': 'STEPS = 23\nBETA_END = 0.012\n',
  'schedulers.py': [
    'from diffusers import DDIMScheduler, EulerDiscreteScheduler',
    'from config import BETA_END',
    '',
    'def make_scheduler(name):',
    '    if name == "euler":',
    '        return EulerDiscreteScheduler(beta_start=0.00085, beta_end=BETA_END, beta_schedule="scaled_linear")',
    '    return DDIMScheduler()',
    '',
  ].join('\n'),
  'run.yaml': [
    'noise_scheduler:',
    '  _target_: diffusers.DDPMScheduler',
    '  num_train_timesteps: 100',
    '  beta_schedule: squaredcos_cap_v2',
    '',
  ].join('\n'),
  'plain.yaml': 'scheduler: cosine\nsteps: 5\n',
  'scheduler_config.json': '{\n  "_class_name": "PNDMScheduler",\n  "beta_end": 0.012,\n  "skip_prk_steps": true\n}\n',
};

describe('a project of several files', () => {
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'dark', files });
  });
  afterAll(() => vscode.end());

  it('shows a scheduler that another module makes, and says which', async () => {
    await vscode.open('main.py');
    const hover = await vscode.hover('sampler.set', 'EulerDiscreteScheduler');
    const text = await hover.innerText();
    expect(text).toContain('23 steps');
    expect(text).toContain('schedulers.py');
    await vscode.screenshot('project-module-dark');
    await vscode.leave();
  });

  it('shows what a YAML file configures', async () => {
    await vscode.openFromExplorer('run.yaml');
    const hover = await vscode.hover('DDPMScheduler', 'init_noise_sigma');
    expect(await hover.innerText()).toContain('squaredcos_cap_v2');
    await vscode.screenshot('project-yaml-dark');
    await vscode.leave();
  });

  it("shows what diffusers' own JSON configures", async () => {
    await vscode.openFromExplorer('scheduler_config.json');
    const hover = await vscode.hover('PNDMScheduler', 'init_noise_sigma');
    expect(await hover.innerText()).toContain('skip_prk_steps');
    await vscode.screenshot('project-json-dark');
    await vscode.leave();
  });
});
