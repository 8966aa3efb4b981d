import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const slow = { timeout: 30_000, interval: 250 };

const euler = `from diffusers import EulerDiscreteScheduler

scheduler = EulerDiscreteScheduler(
    beta_start=0.00085,
    beta_end=0.012,
    beta_schedule='scaled_linear',
)
scheduler.set_timesteps(num_inference_steps=12)
`;

const files = {
  'euler.py': euler,
  'locked.py': euler.replace('=12)', '=13)'),
  'settings.py': 'start = 0.001\n',
  'elsewhere.py': `from diffusers import EulerDiscreteScheduler
from settings import start
from outside import options

scheduler = EulerDiscreteScheduler(beta_start=start, **options)
count = 3 * 4
scheduler.set_timesteps(count)
`,
};

const settings = { 'files.readonlyInclude': { '**/locked.py': true } };

/** Opens the panel for a file's scheduler, and the controls in it. */
async function showWhatIf(vscode: Session, file: string, anchor: string): Promise<void> {
  await vscode.open(file);
  await vscode.clickOn(anchor);
  await vscode.command('Show Noise Schedule');
  const toggle = vscode.panel().locator('vscode-button', { hasText: 'What if' });
  await toggle.click();
  await vscode.panel().locator('.whatIfForm .control').first().waitFor();
}

const control = (vscode: Session, name: string): Locator => vscode.panel().locator(`[data-control="${name}"]`);
const differences = (vscode: Session): Promise<string[]> =>
  vscode.panel().locator('.differences li:visible').allInnerTexts();
const announcement = (vscode: Session): Promise<string> => vscode.panel().locator('.announcement').innerText();
const apply = (vscode: Session): Promise<void> =>
  vscode.panel().locator('vscode-button', { hasText: 'Apply to code' }).click();

/** The text of the editor in front, as far as it is in sight. */
async function editorText(vscode: Session): Promise<string> {
  const lines = vscode.page.locator('.view-lines .view-line');
  const placed = await lines.evaluateAll((nodes) =>
    nodes
      .map((node) => ({
        top: node.getBoundingClientRect().top,
        text: node.textContent.replace(/\u00a0/g, ' '),
      }))
      .sort((a, b) => a.top - b.top),
  );
  return placed.map(({ text }) => text).join('\n');
}

/** Turns one control to something else, whatever kind it is. */
async function turn(row: Locator): Promise<void> {
  const box = row.locator('input.check');
  const list = row.locator('select');
  const number = row.locator('input.number');
  if ((await box.count()) > 0) await box.click();
  else if ((await list.count()) > 0) {
    const now = await list.inputValue();
    const others = await list.locator('option').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('value')));
    await list.selectOption(others.find((value) => value !== now) ?? null);
  } else if ((await number.count()) > 0) {
    const now = Number(await number.inputValue());
    await number.fill(String(now === 0 ? 1 : now / 2));
  } else await row.locator('textarea, input.text').first().fill('[9, 5, 1]');
}

let vscode: Session;
beforeAll(async () => {
  vscode = await Session.start({ theme: 'dark', files, settings });
  await showWhatIf(vscode, 'euler.py', 'beta_start');
});
afterAll(() => vscode.end());

describe('What if', () => {
  it('has a control for every option and argument of the class, and each of them changes the schedule and goes back', async () => {
    const panel = vscode.panel();
    await panel.locator('.whatIfForm summary').click();
    const names = await panel
      .locator('.whatIfForm [data-control]:visible')
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-control') ?? ''));
    expect(names).toEqual(
      expect.arrayContaining([
        'config.sigmaType',
        'call.num_inference_steps',
        'call.timesteps',
        'call.sigmas',
        'call.imageStrength',
        'config.timestep_spacing',
        'config.prediction_type',
        'config.use_karras_sigmas',
        'config.rescale_betas_zero_snr',
        'config.trained_betas',
        'config.num_train_timesteps',
      ]),
    );
    for (const name of names.filter((each) => each !== 'call.imageStrength')) {
      const row = control(vscode, name);
      await turn(row);
      await expect
        .poll(() => differences(vscode).then((all) => all.length), { ...slow, message: name })
        .toBeGreaterThan(0);
      await row.locator('.reset').click();
      await expect.poll(() => differences(vscode), { ...slow, message: name }).toEqual([]);
    }
  });

  it('follows the slider, and tells what would follow', async () => {
    const panel = vscode.panel();
    await control(vscode, 'call.num_inference_steps').locator('input[type=range]').focus();
    await vscode.page.keyboard.press('End');
    await expect.poll(() => panel.locator('.stepValues h2').innerText()).toBe('Step 1 of 100');
    await expect.poll(() => differences(vscode)).toEqual(['num_inference_steps 12 → 100']);
    await expect
      .poll(() => panel.locator('.plot canvas[role=img]').first().getAttribute('aria-label'))
      .toContain('100 steps');
    await expect.poll(() => panel.locator('table.steps tbody tr').count(), slow).toBe(100);
  });

  it('shades the steps that image-to-image leaves out', async () => {
    await control(vscode, 'call.imageStrength').locator('input.number').fill('0.25');
    await expect
      .poll(() => vscode.panel().locator('.remaining').innerText())
      .toMatch(/25 of 100 steps remain, from t = /);
    await vscode.panel().locator('vscode-button', { hasText: 'Reset all' }).click();
    await expect.poll(() => differences(vscode)).toEqual([]);
    await expect.poll(() => vscode.panel().locator('.stepValues h2').innerText()).toBe('Step 1 of 12');
  });

  it('says beside the control what diffusers would refuse', async () => {
    await control(vscode, 'config.use_karras_sigmas').locator('.check').click();
    await control(vscode, 'config.use_beta_sigmas').locator('.check').click();
    await expect
      .poll(() => control(vscode, 'config.use_beta_sigmas').locator('.refusal').innerText())
      .toContain('ValueError');
    await vscode.panel().locator('vscode-button', { hasText: 'Reset all' }).click();
    await expect.poll(() => differences(vscode)).toEqual([]);
  });

  it('writes the smallest edit, laid out and quoted as the code is, and it can be undone', async () => {
    await control(vscode, 'config.sigmaType').locator('select').selectOption('Karras');
    await control(vscode, 'config.timestep_spacing').locator('select').selectOption('trailing');
    await control(vscode, 'config.beta_end').locator('input.number').fill('0.015');
    await apply(vscode);
    const applied = [
      'scheduler = EulerDiscreteScheduler(',
      '    beta_start=0.00085,',
      '    beta_end=0.015,',
      "    beta_schedule='scaled_linear',",
      '    use_karras_sigmas=True,',
      "    timestep_spacing='trailing',",
      ')',
    ];
    await expect.poll(() => editorText(vscode), slow).toContain(applied.join('\n'));
    await expect.poll(() => announcement(vscode)).toContain('Applied');
    await expect.poll(() => differences(vscode), slow).toEqual([]);
    await vscode.clickOn('scheduler.set_timesteps');
    await vscode.page.keyboard.press('Control+z');
    await expect.poll(() => editorText(vscode), slow).toBe(euler);
  });

  it('ends a dragged curve as a list of sigmas', async () => {
    const panel = vscode.panel();
    await panel.locator('.ownSigmas button', { hasText: 'Drag the curve' }).click();
    const drawing = panel.locator('.sigmaEditor');
    const box = await drawing.boundingBox();
    if (!box) throw new Error('The curve is not to be seen.');
    await vscode.page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await vscode.page.mouse.down();
    await vscode.page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.3, { steps: 5 });
    await vscode.page.mouse.up();
    await drawing.focus();
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('ArrowUp');
    await expect.poll(() => drawing.getAttribute('aria-valuetext')).toMatch(/^point 1 of 13, sigma \d/);
    await vscode.screenshot('what-if-sigmas-dark');
    await apply(vscode);
    await expect.poll(() => editorText(vscode), slow).toMatch(/scheduler\.set_timesteps\(sigmas=\[\d[\d., ]*, 0\]\)/);
    await vscode.clickOn('scheduler.set_timesteps');
    await vscode.page.keyboard.press('Control+z');
    await expect.poll(() => editorText(vscode), slow).toBe(euler);
  });

  it('copies constructor, overrides, sigmas and timesteps as Python', async () => {
    await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await control(vscode, 'config.sigmaType').locator('select').selectOption('Karras');
    const copied = async (what: string): Promise<string> => {
      await vscode.panel().locator('.copyPython button', { hasText: what }).click();
      await expect.poll(() => announcement(vscode), slow).toContain(`Copied the ${what}`);
      return vscode.page.evaluate(() => navigator.clipboard.readText());
    };
    expect(await copied('constructor')).toMatch(/^EulerDiscreteScheduler\([\s\S]*use_karras_sigmas=True/);
    expect(await copied('from_config')).toBe(
      'EulerDiscreteScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)',
    );
    expect(await copied('sigmas')).toContain('14.61');
    expect(await copied('timesteps')).toContain('999');
    await vscode.panel().locator('vscode-button', { hasText: 'Reset all' }).click();
  });

  it('says in a sentence why it cannot write', async () => {
    const refusalOf = async (name: string, value: string): Promise<string> => {
      await control(vscode, name).locator('input.number').fill(value);
      await apply(vscode);
      await expect
        .poll(() => vscode.panel().locator('.announcementPlace').getAttribute('data-what'), slow)
        .toBe('refused');
      const sentence = await announcement(vscode);
      await vscode.panel().locator('.announcement .close').click();
      await vscode.panel().locator('vscode-button', { hasText: 'Reset all' }).click();
      return sentence;
    };
    await showWhatIfOf('locked.py', 13);
    expect(await refusalOf('config.beta_end', '0.02')).toMatch(/read-only.*Copy as Python/);
    await showWhatIfOf('elsewhere.py', 12);
    expect(await refusalOf('call.num_inference_steps', '5')).toMatch(
      /calculated.*3 \* 4.*line 6|not written out there but taken from `count`/,
    );
    expect(await refusalOf('config.beta_start', '0.5')).toMatch(/set in another file, .*settings\.py/);
    expect(await refusalOf('config.beta_end', '0.5')).toMatch(/dict/);
  });

  async function showWhatIfOf(file: string, steps: number): Promise<void> {
    // Files open where the focus is, which shall not be the panel's place.
    await vscode.clickOn('import');
    await vscode.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick();
    await vscode.page.locator('.tab.active', { hasText: file }).waitFor();
    await vscode.clickOn('scheduler.set_timesteps');
    await vscode.command('Show Noise Schedule');
    await vscode
      .panel()
      .locator('.facts li', { hasText: `${String(steps)} steps` })
      .waitFor();
    await vscode.panel().locator('.whatIfForm .control').first().waitFor();
    await expect.poll(() => differences(vscode), slow).toEqual([]);
  }
});

describe('What if in a notebook', () => {
  it('edits the cell, and undoes it', async () => {
    const vscode = await Session.start({ theme: 'light' });
    try {
      await showWhatIf(vscode, 'stable_diffusion.ipynb', 'LMSDiscreteScheduler(');
      await control(vscode, 'call.num_inference_steps').locator('input.number').fill('30');
      await control(vscode, 'config.sigmaType').locator('select').selectOption('Karras');
      await apply(vscode);
      await expect
        .poll(() => editorText(vscode), slow)
        .toMatch(/num_train_timesteps=1000,\n {4}use_karras_sigmas=True,\n\)\nscheduler\.set_timesteps\(30\)/);
      await vscode.screenshot('what-if-notebook-light');
      await vscode.clickOn('scheduler.set_timesteps');
      await vscode.page.keyboard.press('Control+z');
      await expect
        .poll(() => editorText(vscode), slow)
        .toMatch(/num_train_timesteps=1000,\n\)\nscheduler\.set_timesteps\(70\)/);
    } finally {
      await vscode.end();
    }
  });
});
