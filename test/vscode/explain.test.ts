import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const slow = { timeout: 30_000, interval: 250 };

const files = {
  'euler.py': `from diffusers import EulerDiscreteScheduler

scheduler = EulerDiscreteScheduler(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", timestep_spacing="leading", steps_offset=1
)
scheduler.set_timesteps(20)
`,
};

async function showExplain(vscode: Session): Promise<void> {
  await vscode.open('euler.py');
  await vscode.clickOn('beta_start');
  await vscode.command('Show Noise Schedule');
  const panel = vscode.panel();
  await panel.locator('h1', { hasText: 'EulerDiscreteScheduler' }).waitFor();
  await panel.locator('#tab-explain').click();
  await panel.locator('.chapter').first().waitFor();
}

describe('Explain', () => {
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'dark', files });
    await showExplain(vscode);
  });
  afterAll(() => vscode.end());

  const formulas = (chapter: string) =>
    vscode.panel().locator(`[data-chapter="${chapter}"] .formula:visible annotation`).allTextContents();
  const prose = (chapter: string) =>
    vscode.panel().locator(`[data-chapter="${chapter}"] .prose:visible`).allInnerTexts();

  it('typesets the way from β to σ with the numbers of the step, and follows the slider', async () => {
    const panel = vscode.panel();
    await expect.poll(() => panel.locator('.stepBar p').innerText()).toBe('Step 1 of 20 · t = 951 · σ = 11.0283');
    expect((await formulas('origin')).join('\n')).toMatch(/\\bar\\alpha_\{951\} = .*0\.008155/);
    expect(await panel.locator('[data-chapter="origin"] .katex-html').count()).toBeGreaterThan(3);
    await panel.locator('.stepBar input').focus();
    await vscode.page.keyboard.press('End');
    await expect.poll(() => panel.locator('.stepBar p').innerText()).toContain('Step 20 of 20 · t = 1 ');
    await expect.poll(() => formulas('origin').then((all) => all.join('\n')), slow).toContain('\\beta_{1}');
    await vscode.page.keyboard.press('Home');
  });

  it('uses the fonts that come with it', async () => {
    const font = await vscode
      .panel()
      .locator('body')
      .evaluate(async () => {
        await document.fonts.load('16px KaTeX_Math');
        return [...document.fonts].filter(({ family, status }) => family.includes('KaTeX_Math') && status === 'loaded')
          .length;
      });
    expect(font).toBeGreaterThan(0);
  });

  it('moves the step with the arrow keys on the curves', async () => {
    const panel = vscode.panel();
    await panel.locator('[data-chapter="plots"] .explainPlots').focus();
    await vscode.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.locator('.stepBar p').innerText()).toContain('Step 2 of 20');
    expect(await panel.locator('[data-chapter="plots"] canvas[role="img"]').count()).toBe(3);
  });

  it('shows the same configuration with and without an option', async () => {
    const panel = vscode.panel();
    await panel.getByText('timestep_spacing="trailing"').click();
    await expect.poll(() => prose('variants').then((all) => all.join(' '))).toContain('counts from the end');
    await expect.poll(() => panel.locator('.variantNumbers tbody tr').nth(1).innerText()).toContain('14.6146');
    await vscode.page.keyboard.press('ArrowUp');
    await expect.poll(() => prose('variants').then((all) => all.join(' '))).toContain('evenly over all of training');
  });

  it('says which part of training is skipped, and where the steps are spent', async () => {
    expect((await prose('spacing')).join(' ')).toContain('48 noisiest training timesteps above it are never seen');
    expect((await prose('density')).join(' ')).toContain('the last 5 take it from');
    expect(await vscode.panel().locator('table.density tbody tr').count()).toBe(10);
  });

  it('leads to a chapter and puts the reader there', async () => {
    await vscode.panel().getByRole('button', { name: 'Why scale_model_input exists' }).click();
    const focused = await vscode
      .panel()
      .locator('body')
      .evaluate(() => document.activeElement?.id);
    expect(focused).toBe('explain-input');
    await vscode.screenshot('explain-dark-chapter');
  });

  it('follows the code', async () => {
    await vscode.clickOn('set_timesteps(20');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('ArrowLeft');
    await vscode.page.keyboard.press('Backspace');
    await vscode.page.keyboard.press('Backspace');
    await vscode.page.keyboard.type('30');
    await expect.poll(() => vscode.panel().locator('.stepBar p').innerText(), slow).toContain('of 30');
    expect((await prose('spacing')).join(' ')).toContain('t = 958');
  });
});
