import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const slow = { timeout: 60_000, interval: 250 };

/** Opens the panel for the walk-through's scheduler and waits for its steps. */
async function showPanel(vscode: Session): Promise<void> {
  await vscode.open('stable_diffusion.py');
  await vscode.hover('LMSDiscreteScheduler(', '14.6146');
  await vscode.leave();
  await vscode.clickOn('beta_schedule');
  await vscode.command('Show Noise Schedule');
  await vscode.panel().locator('h1', { hasText: 'LMSDiscreteScheduler' }).waitFor({ timeout: slow.timeout });
}

const heading = (vscode: Session): Promise<string> =>
  vscode
    .panel()
    .locator('h1')
    .innerText({ timeout: 5_000 })
    .catch(() => '');
const thumbnails = (vscode: Session): Promise<number> => vscode.panel().locator('.strip .thumbnail canvas').count();
const stepRows = (vscode: Session): Promise<number> => vscode.panel().locator('table.steps tbody tr').count();

/** The decode processes of this VS Code: children of its extension host that run dist/decode.js. */
function decodeProcesses(serverProcess: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command }));
  const family = new Set([serverProcess]);
  for (let grew = true; grew;) {
    const children = table.filter(({ pid, parent }) => family.has(parent) && !family.has(pid));
    for (const { pid } of children) family.add(pid);
    grew = children.length > 0;
  }
  return table.filter(({ pid, command }) => family.has(pid) && /dist\/decode\.js/.test(command)).map(({ pid }) => pid);
}

let vscode: Session;
beforeAll(async () => {
  vscode = await Session.start({ theme: 'dark' });
  await showPanel(vscode);
});
afterAll(() => vscode.end());

describe('Show Noise Schedule', () => {
  it('opens one panel beside the editor and leaves the focus in the editor', async () => {
    expect(await vscode.page.locator('.editor-group-container').count()).toBe(2);
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type('  ');
    await expect.poll(() => vscode.page.locator('.view-line', { hasText: /scaled_linear",\s\s/ }).count()).toBe(1);
    await vscode.command('Show Noise Schedule');
    await expect.poll(() => vscode.page.locator('.editor-group-container').count()).toBe(2);
  });

  it('has a row for each of the 70 steps and says why init_noise_sigma is 14.6146', async () => {
    await expect.poll(() => stepRows(vscode), slow).toBe(70);
    expect(await vscode.panel().locator('.initNoiseSigma').innerText()).toContain('14.6146');
  });

  it('shows decoded pictures of the steps in sight', async () => {
    await expect.poll(() => thumbnails(vscode), slow).toBeGreaterThan(4);
    await vscode.screenshot('panel-dark');
  });

  it('moves one cursor through curves, values, strip and table with the arrow keys', async () => {
    const panel = vscode.panel();
    await panel.locator('.strip').focus();
    await vscode.page.keyboard.press('Home');
    await vscode.page.keyboard.press('ArrowRight');
    await vscode.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.locator('.strip .item[aria-selected="true"]').getAttribute('data-step')).toBe('2');
    await expect.poll(() => panel.locator('table.steps tr[aria-current="step"] th').innerText()).toBe('3');
  });

  it('lists all options with where each value came from', async () => {
    const panel = vscode.panel();
    await panel.locator('#tab-options').click();
    const row = panel.locator('#view-options tr').filter({ hasText: /^\s*beta_schedule/ });
    await expect.poll(() => row.innerText()).toContain('scaled_linear');
    expect(await row.innerText()).toMatch(/code|line/);
    expect(await panel.locator('#view-options tr', { hasText: 'use_karras_sigmas' }).innerText()).toContain('default');
    await vscode.screenshot('panel-options-dark');
    await panel.locator('#tab-steps').click();
  });

  it('follows edits', async () => {
    await vscode.clickOn('steps = 70');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('Backspace');
    await vscode.page.keyboard.press('Backspace');
    await vscode.page.keyboard.type('20');
    await expect.poll(() => stepRows(vscode), slow).toBe(20);
  });

  it('goes on when the decode process is killed in the middle of its work', async () => {
    await vscode.clickOn('steps = 20');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type('0');
    await expect
      .poll(() => decodeProcesses(vscode.serverProcess).length, { timeout: 20_000, interval: 5 })
      .toBeGreaterThan(0);
    for (const pid of decodeProcesses(vscode.serverProcess)) process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => vscode.panel().locator('.strip .item').first().getAttribute('aria-setsize'), slow)
      .toBe('200');
    await expect.poll(() => thumbnails(vscode), slow).toBeGreaterThan(4);
    expect(await vscode.page.locator('.notification-list-item').count()).toBe(0);
    await vscode.hover('LMSDiscreteScheduler(', '200 steps');
    await vscode.leave();
  });

  it('is there again after a window reload', async () => {
    await vscode.page.keyboard.press('Control+s');
    await vscode.reload();
    await expect.poll(() => heading(vscode), slow).toBe('LMSDiscreteScheduler');
    await expect.poll(() => thumbnails(vscode), slow).toBeGreaterThan(4);
  });
});

describe('a file with several schedulers', () => {
  it('shows the one nearest to the cursor and lets the user choose another', async () => {
    await vscode.openFromExplorer('sdxl.py');
    await vscode.hover('EulerAncestralDiscreteScheduler.from', 'EulerAncestralDiscreteScheduler');
    await vscode.leave();
    await vscode.clickOn('num_inference_steps=30');
    await vscode.command('Show Noise Schedule');
    await expect.poll(() => heading(vscode), slow).toBe('EulerAncestralDiscreteScheduler');
    await expect.poll(() => stepRows(vscode), slow).toBe(30);
    await vscode.panel().locator('.picker').click();
    await vscode.panel().locator('vscode-option', { hasText: 'DPMSolverMultistep' }).first().click();
    await expect.poll(() => heading(vscode), slow).toBe('DPMSolverMultistepScheduler');
    await expect.poll(() => stepRows(vscode), slow).toBe(25);
  });
});
