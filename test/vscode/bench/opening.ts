/** Speed of the panel within a real VS Code; `npm run bench` runs this after the rest. */
import type { Frame } from 'playwright-core';
import * as v from 'valibot';
import { Session } from '../session';
import { figureLine, quantile, spread, type Figure } from '../../bench/measure';

const runs = 9;

/** The panel's own frame, two deep in the workbench; null while it is not there yet. */
async function panelFrame({ page }: Session): Promise<Frame | null> {
  const outer = await (await page.waitForSelector('iframe.webview.ready')).contentFrame();
  return (await (await outer?.waitForSelector('#active-frame'))?.contentFrame()) ?? null;
}

/**
 * When VS Code made the frame, when it had filled it with the page, and when the curves were first painted, in
 * milliseconds since 1970: they come with the first thing that the page paints.
 */
const painted = `new Promise((resolve) => {
  const done = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    if (paint && document.querySelector('.plots canvas')?.width > 0) resolve([0, performance.getEntriesByType('navigation')[0].domInteractive, paint.startTime].map((t) => performance.timeOrigin + t));
    else setTimeout(done, 20);
  };
  done();
})`;

/** Milliseconds from the click on the button of the editor's title. */
interface Opening {
  /** Until VS Code has a frame. */
  readonly frame: number;
  /** Until VS Code has filled it with the page. */
  readonly page: number;
  /** Until the curves are painted. */
  readonly curves: number;
}

async function open(vscode: Session): Promise<Opening> {
  const { page } = vscode;
  await page.getByRole('button', { name: 'Show Noise Schedule' }).first().click();
  const clicked = v.parse(v.number(), await page.evaluate('globalThis.clickedAt'));
  const frame = await panelFrame(vscode);
  const times = v.tuple([v.number(), v.number(), v.number()]);
  const [began, filled, seen] = v.parse(times, await frame?.evaluate(painted));
  await page.waitForTimeout(500);
  await page.locator('.tab', { hasText: 'Noise Schedule' }).locator('.codicon-close').click();
  await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  return { frame: began - clicked, page: filled - clicked, curves: seen - clicked };
}

async function opening(): Promise<Figure> {
  const vscode = await Session.start({ theme: 'dark' });
  try {
    await vscode.open('stable_diffusion.py');
    await vscode.hover('LMSDiscreteScheduler(', '14.6146');
    await vscode.leave();
    await vscode.clickOn('beta_schedule');
    await vscode.page.evaluate(
      `addEventListener('click', ({ timeStamp }) => (globalThis.clickedAt = performance.timeOrigin + timeStamp), true)`,
    );
    for (let i = 0; i < 2; i++) await open(vscode);
    const openings: Opening[] = [];
    for (let i = 0; i < runs; i++) openings.push(await open(vscode));
    const sorted = (of: (each: Opening) => number) => openings.map(of).sort((a, b) => a - b);
    const curves = sorted((each) => each.curves);
    const middle = (of: (each: Opening) => number) => quantile(sorted(of), 0.5).toFixed(0);
    return {
      what: 'panel with its curves after the click, in VS Code',
      unit: 'ms',
      value: quantile(curves, 0.5),
      atMost: 300,
      note:
        `${middle((each) => each.frame)} ms until VS Code has a frame, ${middle((each) => each.page - each.frame)} until it has ` +
        `filled it, ${middle((each) => each.curves - each.page)} in the page; ${spread(curves)}`,
    };
  } finally {
    await vscode.end();
  }
}

process.stdout.write(`${figureLine(await opening())}\n`);
