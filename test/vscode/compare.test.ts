import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const slow = { timeout: 60_000, interval: 250 };

const files = {
  'other.py': [
    'from diffusers import DPMSolverMultistepScheduler',
    'scheduler = DPMSolverMultistepScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", use_karras_sigmas=True)',
    'scheduler.set_timesteps(25)',
    '',
  ].join('\n'),
};

describe('comparing schedules', () => {
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'dark', files });
    await vscode.open('stable_diffusion.py');
    await vscode.hover('LMSDiscreteScheduler(', '14.6146');
    await vscode.leave();
    await vscode.clickOn('beta_schedule');
  });
  afterAll(() => vscode.end());

  const rows = () => vscode.panel().locator('table.pins tbody tr');
  const names = async (): Promise<string[]> =>
    vscode
      .panel()
      .locator('table.pins .name')
      .allInnerTexts()
      .catch(() => []);
  const quickPick = () => vscode.page.locator('.quick-input-widget');

  /** Ticks entries of the picker that is open, by what is typed to find each, and takes them. */
  async function pick(...searches: readonly string[]): Promise<void> {
    const input = quickPick().locator('input[type="text"]').first();
    const ticked = quickPick().locator('.quick-input-count');
    for (const [before, search] of searches.entries()) {
      await input.fill(search);
      const row = quickPick().locator('.monaco-list-row', { hasText: search }).first();
      // The list follows what is typed a moment later, and a click may meet the row that stood there before.
      await expect
        .poll(async () => {
          const count = Number.parseInt((await ticked.innerText()) || '0', 10);
          if (count === before) await row.locator('.monaco-checkbox, input[type="checkbox"]').first().click();
          return row.getAttribute('aria-checked');
        }, slow)
        .toBe('true');
    }
    await vscode.page.keyboard.press('Enter');
  }

  it('pins the scheduler at the cursor and opens', async () => {
    await vscode.command('Pin Noise Schedule to Comparison');
    await expect.poll(names, slow).toEqual(['LMS · 70']);
    expect(await rows().first().innerText()).toContain('From stable_diffusion.py, line');
    await expect.poll(() => vscode.panel().locator('.comparedCurves svg').count(), slow).toBe(4);
  });

  it('adds k-diffusion’s schedules, A1111’s names, Align Your Steps and models from one list', async () => {
    await vscode.panel().getByText('Add schedules…').click();
    await pick(
      'kl_optimal',
      'DPM++ 2M Karras',
      'AYS Stable Diffusion 1.5, sigmas',
      'stabilityai/stable-diffusion-xl-base-1.0',
    );
    await expect.poll(names, slow).toHaveLength(5);
    expect(await names()).toEqual(expect.arrayContaining(['kl_optimal · 70', 'DPM++ 2M Karras · 70']));
    await vscode.screenshot('compare-dark');
  });

  it('says how the schedules differ, row by row, and only where they do', async () => {
    const table = vscode.panel().locator('table.differing');
    const text = await table.innerText();
    expect(text).toContain('use_karras_sigmas');
    expect(text).toContain('first σ');
    expect(text).not.toContain('num_train_timesteps');
  });

  it('moves one cursor through all curves with the arrow keys', async () => {
    const panel = vscode.panel();
    await panel.locator('.comparedCurves').focus();
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('ArrowRight');
    await expect.poll(() => rows().first().locator('.value').first().innerText()).toMatch(/984|985/);
    await panel.getByText('over progress').click();
    await panel.locator('.comparedCurves').focus();
    await vscode.page.keyboard.press('End');
    await expect.poll(() => rows().nth(3).locator('.value').nth(1).innerText()).toBe('0.1520');
  });

  it('reorders, renames and removes pins, and takes a removal back', async () => {
    const panel = vscode.panel();
    const [first, second] = await names();
    await rows()
      .first()
      .getByRole('button', { name: /Move down/ })
      .click();
    await expect.poll(async () => (await names()).slice(0, 2)).toEqual([second, first]);
    await rows()
      .first()
      .getByRole('button', { name: /Rename/ })
      .click();
    await vscode.page.keyboard.type('my favourite');
    await vscode.page.keyboard.press('Enter');
    await expect.poll(names).toContain('my favourite');
    await rows()
      .first()
      .getByRole('button', { name: /Remove/ })
      .click();
    await expect.poll(names).not.toContain('my favourite');
    await panel.getByRole('button', { name: 'Undo removing my favourite' }).click();
    await expect.poll(async () => (await names()).at(0)).toBe('my favourite');
  });

  it('keeps pins when their file is left, and says when its code has changed', async () => {
    await vscode.command('View: Focus First Editor Group');
    await vscode.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'other.py' }).dblclick();
    await vscode.hover('DPMSolverMultistepScheduler(', 'DPM++ 2M Karras');
    await vscode.leave();
    await vscode.clickOn('set_timesteps');
    await vscode.command('Pin Noise Schedule to Comparison');
    await expect.poll(names, slow).toContain('DPM++ 2M Karras · 25');
    await vscode.clickOn('set_timesteps');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('ArrowLeft');
    await vscode.page.keyboard.press('Backspace');
    await vscode.page.keyboard.type('6');
    const pinned = rows().filter({ hasText: 'From other.py' });
    await expect.poll(() => pinned.innerText(), slow).toContain('The code has changed since.');
    await pinned.getByText('Take over what it says now').click();
    await expect.poll(names, slow).toContain('DPM++ 2M Karras · 26');
  });

  it('saves numbers that read back, a drawing and a picture', async () => {
    const saveAs = async (form: string, file: string): Promise<string> => {
      await vscode.panel().getByText('Save or share…').click();
      await quickPick().locator('.monaco-list-row', { hasText: form }).click();
      return vscode.saveAs(file, 'noise-schedules');
    };
    const csv = readFileSync(await saveAs('Table (CSV)', 'a.csv'), 'utf8');
    expect(csv.split('\r\n')[0]).toContain('schedule,step,timestep,sigma');
    expect(csv).toContain('my favourite,1,');
    expect(readFileSync(await saveAs('Drawing (SVG)', 'a.svg'), 'utf8')).toContain('my favourite');
    const png = readFileSync(await saveAs('Picture (PNG)', 'a.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(20_000);
  });

  it('makes a link that opens the same comparison again', async () => {
    const before = await names();
    await vscode.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await vscode.panel().getByText('Save or share…').click();
    await quickPick().locator('.monaco-list-row', { hasText: 'Copy link' }).click();
    await expect.poll(() => vscode.panel().locator('.announcement').innerText(), slow).toContain('Copied a link');
    const link = await vscode.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/^[\w-]+:\/\/sigmascope\.sigmascope\/compare\?c=[\w-]+$/);
    await vscode.panel().getByText('Remove all').click();
    await expect.poll(async () => (await names()).length).toBeLessThan(2);
    const open = async (text: string): Promise<void> => {
      await vscode.command('Open Comparison from Link…');
      await quickPick().locator('input[type="text"]').first().fill(text);
      await vscode.page.keyboard.press('Enter');
    };
    await open(link.slice(0, -20));
    const notification = vscode.page.locator('.notification-list-item', { hasText: 'damaged or cut off' });
    await notification.waitFor({ timeout: 20_000 });
    await vscode.command('Notifications: Clear All Notifications');
    await open(link);
    await expect
      .poll(names, slow)
      .toEqual(expect.arrayContaining(before.filter((name) => name !== 'LMSDiscreteScheduler')));
  });

  it('is there again after a window reload: view, pins and cursor', async () => {
    const before = await names();
    await vscode.panel().locator('.comparedCurves').focus();
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('ArrowRight');
    const value = await rows().first().locator('.value').first().innerText();
    await vscode.page.keyboard.press('Control+k');
    await vscode.page.keyboard.press('s');
    // In a browser VS Code writes down every five seconds what its webviews remember.
    await vscode.page.waitForTimeout(6_000);
    await vscode.reload();
    await expect.poll(names, slow).toEqual(before);
    await expect.poll(() => rows().first().locator('.value').first().innerText(), slow).toBe(value);
  });
});
