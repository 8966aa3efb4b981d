import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session, type ThemeName } from './session';

/** The walk-through's constructor call; the class is also named in the text above it. */
const walkthrough = 'LMSDiscreteScheduler(';

const files = {
  'wrong.py': [
    'from diffusers import DDIMScheduler, EulerDiscreteScheduler',
    'typo = EulerDiscreteScheduler(beta_schedule="linaer")',
    'none = DDIMScheduler()',
    'none.set_timesteps(0)',
    'half = EulerDiscreteScheduler(beta_start=0.00085, ',
    '',
  ].join('\n'),
};

let vscode: Session;
beforeAll(async () => {
  vscode = await Session.start({ theme: 'dark', files });
  await vscode.open('stable_diffusion.py');
});
afterAll(() => vscode.end());

describe('hover in a Python file', () => {
  it('says what init_noise_sigma is and why, with the curve as a picture', async () => {
    const hover = await vscode.hover(walkthrough, '14.6146');
    const text = await hover.innerText();
    expect(text).toContain('LMSDiscreteScheduler');
    expect(text).toContain('70 steps');
    expect(text.replace(/\u00a0/g, ' ')).toContain('Show Noise Schedule');
    expect(await loadedImages(hover)).toBeGreaterThan(0);
    await vscode.screenshot('hover-dark-first');
    await vscode.leave();
  });

  it('has decoded pictures the next time', async () => {
    await expect
      .poll(
        async () => {
          const hover = await vscode.hover(walkthrough, '14.6146');
          const count = await loadedImages(hover);
          if (count > 1) await vscode.screenshot('hover-dark');
          await vscode.leave();
          return count;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeGreaterThan(1);
  });

  it.each([
    ['the call of set_timesteps', 'set_timesteps(steps)'],
    ['a keyword', 'beta_schedule'],
    ['the variable', 'scheduler.set'],
    ['init_noise_sigma', 'scheduler.init_noise_sigma'],
  ])('answers on %s', async (_what, text) => {
    const hover = await vscode.hover(text, '14.6146');
    expect(await hover.innerText()).toContain('LMSDiscreteScheduler');
    await vscode.leave();
  });
});

describe.each<ThemeName>(['light', 'high-contrast', 'high-contrast-light'])('hover in the %s theme', (theme) => {
  it('shows curve and pictures', async () => {
    await vscode.setTheme(theme);
    await expect
      .poll(
        async () => {
          const count = await loadedImages(await vscode.hover(walkthrough, '14.6146'));
          if (count > 1) await vscode.screenshot(`hover-${theme}`);
          await vscode.leave();
          return count;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBeGreaterThan(1);
  });
});

describe('hover on code that diffusers would refuse', () => {
  it('names the exception, the cause and the remedy, and goes on working', async () => {
    await vscode.openFromExplorer('wrong.py');
    const typo = await vscode.hover('EulerDiscreteScheduler', 'NotImplementedError', 1);
    expect(await typo.innerText()).toContain('scaled_linear');
    await vscode.screenshot('refusal');
    await vscode.leave();
    const zero = await vscode.hover('set_timesteps', 'ZeroDivisionError');
    expect(await zero.innerText()).toContain('DDIMScheduler');
    await vscode.leave();
    const half = await vscode.hover('EulerDiscreteScheduler', 'init_noise_sigma', 2);
    expect(await half.innerText()).toContain('0.00085');
    await vscode.leave();
  });
});

describe('hover in a notebook', () => {
  it('reads the cells as one program', async () => {
    await vscode.openFromExplorer('stable_diffusion.ipynb');
    const hover = await vscode.hover('init_noise_sigma', '14.6146');
    expect(await hover.innerText()).toContain('LMSDiscreteScheduler');
    await vscode.screenshot('notebook');
  });
});

/** How many images of the hover are really there, with pixels. */
function loadedImages(hover: Awaited<ReturnType<Session['hover']>>): Promise<number> {
  return hover
    .locator('img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
}
