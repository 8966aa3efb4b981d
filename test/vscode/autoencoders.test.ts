import { encode as encodePng } from 'fast-png';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heavyVae } from './heavyVae';
import { HuggingFaceHome, stableDiffusion } from './huggingFaceHome';
import { credit } from './credit';
import { Session } from './session';

const slow = { timeout: 60_000, interval: 250 };
const id = 'ada/dream';
const goldens = path.resolve(import.meta.dirname, '..', 'decode', 'graph', 'goldens');
const golden = (folder: string, file: string): Uint8Array => readFileSync(path.join(goldens, folder, file));

/** A miniature Stable Diffusion model: its VAE has a few channels and random weights. */
function homeWithModel(): HuggingFaceHome {
  const home = new HuggingFaceHome();
  home.download(id, '1d0c4ebf'.repeat(5), {
    ...stableDiffusion,
    'vae/config.json': golden('kl4_fp16', 'config.json'),
    'vae/diffusion_pytorch_model.safetensors': golden('kl4_fp16', 'diffusion_pytorch_model.safetensors'),
  });
  return home;
}

const files = {
  'dream.py': [
    'from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline',
    `pipe = StableDiffusionPipeline.from_pretrained("${id}")`,
    'pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)',
    'image = pipe("a fox", num_inference_steps=25)',
    '',
  ].join('\n'),
};

async function showPanel(vscode: Session): Promise<void> {
  await vscode.clickOn('use_karras_sigmas');
  await vscode.command('Show Noise Schedule');
  await vscode.panel().locator('h1', { hasText: 'DPMSolverMultistepScheduler' }).waitFor({ timeout: slow.timeout });
}

/** Brings what decoded the large picture into sight. */
async function showOrigin(vscode: Session): Promise<void> {
  await vscode
    .panel()
    .locator('.origin')
    .evaluate((element) => element.scrollIntoView({ block: 'end' }));
}

/** Chooses an entry of the list that is open. */
async function pick(vscode: Session, label: string): Promise<void> {
  await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
}

describe('a model in the Hugging Face cache', () => {
  const home = homeWithModel();
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'dark', files, environment: home.environment });
    await vscode.open('dream.py');
  });
  afterAll(async () => {
    await vscode.end();
    home.remove();
  });

  it('decodes the panel’s pictures with its own VAE, and the panel says why', async () => {
    await showPanel(vscode);
    await expect.poll(() => credit(vscode), slow).toContain(`VAE of ${id} (AutoencoderKL, float16) on CPU`);
    await vscode.panel().getByText('Why this one').click();
    const why = vscode.panel().locator('.origin details');
    expect(await why.innerText()).toContain('It is the VAE of the model in your code.');
    await expect.poll(() => vscode.panel().locator('.strip .thumbnail canvas').count(), slow).toBeGreaterThan(3);
    await showOrigin(vscode);
    await vscode.screenshot('own-vae-panel-dark');
  });

  it('decodes the hover’s strip with its own VAE, and the hover says so', async () => {
    const own = `VAE of ${id} (AutoencoderKL, float16), the model’s own, on CPU`;
    const hover = await vscode.hover('DPMSolverMultistepScheduler', own, 1);
    expect(await hover.locator('img').count()).toBe(2);
    await vscode.screenshot('own-vae-hover');
    await vscode.leave();
  });

  it('lists what was found, and decodes with another when the user chooses it', async () => {
    await vscode.panel().getByText('Other decoder…').click();
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'embedded' }).first().waitFor();
    await vscode.screenshot('choose-decoder');
    await pick(vscode, 'embedded preview decoder (SD 1/2)');
    await expect.poll(() => credit(vscode), slow).toContain('embedded preview decoder (SD 1/2) on CPU');
    await vscode.panel().getByText('Other decoder…').click();
    await pick(vscode, 'Automatic');
    await expect.poll(() => credit(vscode), slow).toContain(`${id} (AutoencoderKL, float16)`);
  });

  it('encodes the user’s own picture, and refuses what is none with a reason', async () => {
    const [square, text] = ['mine.png', 'notes.png'].map((name) => path.join(vscode.workspace, name));
    const data = Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i % 3 === 0 ? 220 : 40));
    writeFileSync(square, encodePng({ width: 64, height: 64, channels: 3, depth: 8, data }));
    writeFileSync(text, 'no picture at all');
    const choose = async (file: string): Promise<void> => {
      await pick(vscode, 'Your own picture…');
      await vscode.page.locator('.quick-input-widget').getByRole('button', { name: 'Use as Sample' }).waitFor();
      await vscode.answer(file);
    };
    await vscode.panel().getByText('Sample: cat…').click();
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'astronaut' }).first().waitFor();
    await vscode.screenshot('choose-sample');
    await choose(text);
    await vscode.page.getByText('notes.png is no picture; save a PNG, JPEG or WebP.').first().waitFor();
    await vscode.screenshot('choose-sample-refused');
    await vscode.page.keyboard.press('Escape');
    await vscode.panel().getByText('Sample: cat…').click();
    await choose(square);
    await vscode.panel().getByText('Sample: mine.png…').waitFor({ timeout: slow.timeout });
    await vscode.panel().locator('.strip').click();
    await vscode.page.keyboard.press('End');
    await expect.poll(() => vscode.panel().locator('.largePicture').getAttribute('data-state'), slow).toBe('shown');
    await showOrigin(vscode);
    await vscode.screenshot('own-picture');
  });
});

describe('a model whose own VAE takes its time', () => {
  const home = new HuggingFaceHome();
  let vscode: Session;
  beforeAll(async () => {
    home.download(id, '2d0c4ebf'.repeat(5), { ...stableDiffusion, ...heavyVae() });
    vscode = await Session.start({ theme: 'light', files, environment: home.environment });
    await vscode.open('dream.py');
    await showPanel(vscode);
  });
  afterAll(async () => {
    await vscode.end();
    home.remove();
  });

  it('leaves the strip to the preview decoder, tells what it costs, and can be stopped', async () => {
    await expect.poll(() => vscode.panel().locator('.strip .thumbnail canvas').count(), slow).toBeGreaterThan(3);
    const better = vscode.panel().locator('.better');
    await expect.poll(() => better.innerText(), slow).toContain(`with VAE of ${id} (AutoencoderKL, bfloat16)`);
    expect(await credit(vscode)).toContain('embedded preview decoder (SD 1/2)');
    await showOrigin(vscode);
    await vscode.screenshot('heavy-vae-at-work-light');
    await better.getByText('Keep the preview').click();
    await better.getByText('Decode 256 px').waitFor();
    expect(await better.innerText()).toMatch(/Decode 256 px about .* of memory/);
    await vscode.panel().getByText('Why this one').click();
    const why = await vscode.panel().locator('.origin details').innerText();
    expect(why).toContain('with 53 MB of weights it takes seconds a picture on the CPU');
    await showOrigin(vscode);
    await vscode.screenshot('heavy-vae-offered-light');
  });

  it('decodes the large picture when it is asked to', async () => {
    await vscode.panel().locator('.better').getByText('Decode 256 px').click();
    const patient = { timeout: 120_000, interval: 500 };
    await expect.poll(() => credit(vscode), patient).toContain(`VAE of ${id} (AutoencoderKL, bfloat16) on CPU`);
    await showOrigin(vscode);
    await vscode.screenshot('heavy-vae-done-light');
  });
});

describe('in a restricted workspace', () => {
  const home = homeWithModel();
  let vscode: Session;
  beforeAll(async () => {
    const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
    vscode = await Session.start({ theme: 'light', files, settings, environment: home.environment });
    await vscode.open('dream.py');
  });
  afterAll(async () => {
    await vscode.end();
    home.remove();
  });

  it('the code does not say which weights are opened, and the panel says how to change that', async () => {
    await showPanel(vscode);
    await expect.poll(() => credit(vscode), slow).toContain('embedded preview decoder (SD 1/2)');
    await vscode.panel().getByText('Why this one').click();
    const why = await vscode.panel().locator('.origin details').innerText();
    expect(why).toContain('Trust the workspace to decode with it.');
    await showOrigin(vscode);
    await vscode.screenshot('restricted-panel-light');
  });
});
