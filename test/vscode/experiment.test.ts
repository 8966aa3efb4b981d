import { decode } from 'fast-png';
import { readFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session, takesPictures, type ThemeName } from './session';

const slow = { timeout: 90_000, interval: 250 };

/** Opens the panel for the walk-through's scheduler and turns to its experiment. */
async function showExperiment(vscode: Session): Promise<void> {
  await vscode.open('stable_diffusion.py');
  await vscode.clickOn('beta_schedule');
  await vscode.command('Show Noise Schedule');
  await vscode.panel().locator('h1', { hasText: 'LMSDiscreteScheduler' }).waitFor({ timeout: slow.timeout });
  await vscode.panel().locator('#tab-experiment').click();
  await vscode.panel().locator('.experiment .ask').waitFor({ timeout: slow.timeout });
}

const cells = (vscode: Session): Locator => vscode.panel().locator('.sweepGrid .cell');
const pictures = (vscode: Session): Promise<number> => vscode.panel().locator('.sweepGrid canvas').count();
const ask = (vscode: Session): Locator => vscode.panel().locator('.sweepForm .ask');
const thumbnails = (vscode: Session): Promise<number> => vscode.panel().locator('.run .thumbnail canvas').count();

const files = {
  'tokens.py':
    'from diffusers import AmusedScheduler\n\nscheduler = AmusedScheduler(mask_token_id=5)\nscheduler.set_timesteps(12)\n',
};

let vscode: Session;
beforeAll(async () => {
  vscode = await Session.start({ theme: 'dark', files });
  await showExperiment(vscode);
});
afterAll(() => vscode.end());

describe('the experiment', () => {
  it('shows a whole run of the scheduler, step by step, and says what made it', async () => {
    await expect.poll(() => thumbnails(vscode), slow).toBeGreaterThan(8);
    await expect.poll(() => vscode.panel().locator('.run .runFigure[data-state="shown"]').count(), slow).toBe(3);
    expect(await vscode.panel().locator('.run .madeWith').innerText()).toMatch(
      /closed-form reference denoiser, not your model/,
    );
    expect(await vscode.panel().locator('.run .madeWith').innerText()).toMatch(/data: cat\. Made with/);
    await vscode.panel().locator('.run .madeWith summary').click();
    expect(await vscode.panel().locator('.run .madeWith details').innerText()).toContain('It comes with Sigmascope');
    await vscode.screenshot('experiment-run-dark');
  });

  it('asks the founding question, and fills the grid with the scheduler’s own value marked', async () => {
    await expect.poll(() => ask(vscode).innerText()).toBe('What happens if init_noise_sigma is 9, or 19?');
    await ask(vscode).click();
    await expect.poll(() => cells(vscode).count(), slow).toBe(12);
    await expect.poll(() => pictures(vscode), slow).toBe(12);
    const own = vscode.panel().locator('.sweepGrid .cell.current');
    expect(await own.count()).toBe(1);
    expect(await own.innerText()).toMatch(/14\.6146[^]*the scheduler’s own/);
    expect(await vscode.panel().locator('.experiment .meaning').innerText()).toContain('the value / 14.6146');
    expect(await vscode.panel().locator('.sweep .madeWith').innerText()).toMatch(/not your model\. Decoded by/);
    await vscode.screenshot('experiment-sweep-dark');
  });

  it('shows the run of a picture that is chosen, by pointer and by keyboard', async () => {
    const title = vscode.panel().locator('.oneRun h2');
    await cells(vscode).first().click();
    await expect.poll(() => title.innerText(), slow).toBe('One run, with init_noise_sigma = 9');
    await expect.poll(() => vscode.panel().locator('.run .madeWith').innerText(), slow).toContain('first noise × 9');
    await cells(vscode).first().focus();
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('Enter');
    await expect.poll(() => title.innerText(), slow).toBe('One run, with init_noise_sigma = 19');
    expect(await cells(vscode).last().getAttribute('aria-selected')).toBe('true');
    expect(await cells(vscode).last().getAttribute('aria-label')).toMatch(/^19, picture/);
  });

  it('moves through the run with the keys, together with the panel’s cursor', async () => {
    await vscode.panel().locator('.run .strip').first().focus();
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('ArrowRight');
    const selected = vscode.panel().locator('.run .item[aria-selected="true"]');
    await expect
      .poll(() => selected.evaluateAll((items) => items.map(({ dataset }) => dataset['step'])), slow)
      .toEqual(['1', '1']);
    await vscode.panel().locator('#tab-schedule').click();
    await expect
      .poll(() => vscode.panel().locator('table.steps tr[aria-current="step"] th').innerText(), slow)
      .toBe('2');
    await vscode.panel().locator('#tab-experiment').click();
  });

  it('saves the sweep as one picture', async () => {
    await expect.poll(() => pictures(vscode), slow).toBe(12);
    await vscode.panel().getByRole('button', { name: 'Save these pictures' }).click();
    const file = await vscode.saveAs('sheet.png', 'LMSDiscreteScheduler-init_noise_sigma');
    await expect.poll(() => decode(readFileSync(file)).width, slow).toBeGreaterThan(1000);
  });

  it('is there again after a window reload, with its sweep', async () => {
    await vscode.reload();
    await expect.poll(() => pictures(vscode), slow).toBe(12);
  });

  it('stops a sweep when told to', async () => {
    const panel = vscode.panel();
    await panel.locator('.sweepForm select').selectOption('num_inference_steps');
    await panel.getByLabel('from', { exact: true }).fill('300');
    await panel.getByLabel('to', { exact: true }).fill('900');
    await ask(vscode).click();
    await expect.poll(() => ask(vscode).innerText(), slow).toBe('Cancel');
    await ask(vscode).click();
    await expect.poll(() => panel.locator('.sweepProgress .status').innerText(), slow).toMatch(/^Stopped after \d+ of/);
    expect(await ask(vscode).innerText()).toBe('What happens if num_inference_steps is 300, or 900?');
  });

  it('says in its cell what a scheduler refuses', async () => {
    const panel = vscode.panel();
    await panel.getByLabel('from', { exact: true }).fill('-5');
    await panel.getByLabel('to', { exact: true }).fill('5');
    await panel.getByLabel('pictures', { exact: true }).fill('3');
    await ask(vscode).click();
    await expect.poll(() => panel.locator('.sweepGrid .none').count(), slow).toBe(2);
    expect(await cells(vscode).first().getAttribute('aria-label')).toMatch(/Error/);
    await vscode.screenshot('experiment-refused-dark');
  });

  it('varies an option that has names for its values', async () => {
    const panel = vscode.panel();
    await panel.locator('.sweepForm select').selectOption('timestep_spacing');
    await expect.poll(() => ask(vscode).innerText()).toBe('What does each timestep_spacing make of it?');
    await ask(vscode).click();
    await expect.poll(() => pictures(vscode), slow).toBe(3);
    expect(await panel.locator('.sweepGrid .cell.current').innerText()).toContain('as configured');
  });

  it('tries other classes in the place of the code’s own, those that are ticked', async () => {
    const panel = vscode.panel();
    await panel.locator('.sweepForm select').selectOption('class');
    await panel.locator('.ticks').getByLabel('HeunDiscrete').uncheck();
    await panel.locator('.ticks').getByLabel('TCD').check();
    await ask(vscode).click();
    // TCD was taught 50 steps, and refuses 70.
    await expect.poll(() => pictures(vscode), slow).toBe(6);
    await expect.poll(() => panel.locator('.sweepGrid .none').innerText(), slow).toContain('ValueError');
    expect(await panel.locator('.sweepGrid .cell.current').innerText()).toMatch(/LMSDiscrete[^]*as configured/);
    expect(await panel.locator('.experiment .meaning').innerText()).toContain('TCDScheduler is made for distilled');
    await vscode.screenshot('experiment-classes-dark');
  });
});

describe('a class without such a run', () => {
  it('says why', async () => {
    await vscode.openFromExplorer('tokens.py');
    await vscode.clickOn('mask_token_id');
    await vscode.command('Show Noise Schedule');
    await vscode.panel().locator('h1', { hasText: 'AmusedScheduler' }).waitFor({ timeout: slow.timeout });
    await vscode.panel().locator('#tab-experiment').click({ timeout: slow.timeout });
    await expect.poll(() => vscode.panel().locator('.whyNoRun').innerText(), slow).toContain('discrete tokens');
  });
});

describe.runIf(takesPictures).each<ThemeName>(['light', 'dark', 'high-contrast', 'high-contrast-light'])(
  'the experiment in the %s theme',
  (theme) => {
    it('looks right at several widths', async () => {
      const vscode = await Session.start({ theme, size: { width: 1400, height: 1100 } });
      try {
        await showExperiment(vscode);
        await ask(vscode).click();
        await expect.poll(() => pictures(vscode), slow).toBe(12);
        await vscode.panel().locator('.sweepGrid .cell.current').click();
        await expect.poll(() => vscode.panel().locator('.run .runFigure[data-state="shown"]').count(), slow).toBe(3);
        await vscode.command('View: Close Other Editors in Group').catch(() => undefined);
        for (const [width, height] of [
          [1400, 1500],
          [800, 1300],
          [400, 1300],
        ] as const) {
          await vscode.page.setViewportSize({ width: width + 300, height });
          await vscode.page.waitForTimeout(500);
          const shown = vscode.panel().locator('.run .runFigure[data-state="shown"]');
          await expect.poll(() => shown.count(), slow).toBe(3);
          await vscode.screenshot(`experiment-${theme}-${String(width)}`);
        }
      } finally {
        await vscode.end();
      }
    });
  },
);
