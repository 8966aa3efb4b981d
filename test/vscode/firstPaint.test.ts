import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session } from './session';

const slow = { timeout: 60_000, interval: 250 };

/** What the first paint has in common with the page that takes its place. */
const landmarks = ['h1', '.facts', '.initNoiseSigma', '.plots', '.canvas', '.detail .frame', '.stepValues dl'];

/** Left, top and width of every landmark within an element, in whole pixels. */
const placesIn = (root: string): string =>
  `${JSON.stringify(landmarks)}.map((each) => {
    const { left, top, width } = document.querySelector('${root} ' + each)?.getBoundingClientRect() ?? {};
    return [each, left, top + scrollY, width].map((at) => (typeof at === 'number' ? Math.round(at) : at)).join(' ');
  })`;

/** Notes, in every page, what its first paint was, and whether there was one at all. */
const watch = `if (window !== top) {
  const timer = setInterval(() => {
    if (document.querySelector('.firstPaint')) globalThis.firstPlaces = ${placesIn('.firstPaint')};
    if (document.querySelector('.tables')) clearInterval(timer);
  }, 2);
}`;

describe('the first paint of the panel', () => {
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'dark' });
    await vscode.page.addInitScript(watch);
    await vscode.open('stable_diffusion.py');
    await vscode.clickOn('beta_schedule');
    await vscode.command('Show Noise Schedule');
  });
  afterAll(() => vscode.end());

  const inPage = (script: string): Promise<unknown> => vscode.panel().locator('body').evaluate(script);

  it('lies where the page then is, so that nothing jumps', async () => {
    await vscode.panel().locator('table.steps').waitFor({ timeout: slow.timeout });
    expect(await inPage('globalThis.firstPlaces')).toEqual(await inPage(placesIn('#panel')));
  });

  it('is not there when the panel comes back, and would say what the code no longer says', async () => {
    const tab = vscode.page.locator('.tab', { hasText: 'Noise Schedule' });
    await tab.click();
    await vscode.openFromExplorer('flux.py');
    await vscode.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    await tab.click();
    await vscode.panel().locator('table.steps').waitFor({ timeout: slow.timeout });
    expect(await inPage('globalThis.firstPlaces')).toBeUndefined();
  });
});
