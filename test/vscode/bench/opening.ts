/**
 * Speed of the panel within a real VS Code; `npm run bench` runs this after the rest. Beside the panel an empty webview of
 * the same VS Code is opened, by an extension that does nothing else: what that takes is no panel's to save.
 */
import { createVSIX } from '@vscode/vsce';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import * as v from 'valibot';
import { figureLine, quantile, spread, type Figure } from '../../bench/measure';
import { laterVscode } from '../../../scripts/vscode-server.mjs';
import { Session } from '../session';

/** Each in a new browser that knows nothing of this VS Code yet; half of them open the panel first, half the empty webview. */
const windows = 6;
const reopenings = 3;

/** What is opened: by a button of the editor's title, in a tab of this name. */
interface Opened {
  readonly button: string;
  readonly tab: string;
  /** True, in the page, when what was painted first is what the user wants to see. */
  readonly isSeen: string;
  /** When the page could be used, in its own milliseconds, once it can. */
  readonly isUsable: string;
}

const panel: Opened = {
  button: 'Show Noise Schedule',
  tab: 'Noise Schedule',
  isSeen: `document.querySelector('.plots :is(svg path, canvas)')`,
  isUsable: 'globalThis.usableAt',
};
const empty: Opened = {
  button: 'Show Empty Webview',
  tab: 'Empty Webview',
  isSeen: 'true',
  isUsable: 'paint?.startTime',
};

/** Looks from within every page: asked from outside, a page that is at work answers late. */
const watch = `if (window !== top) {
  const timer = setInterval(() => {
    if (!document.querySelector('.plots canvas')?.style.width) return;
    globalThis.usableAt = performance.now();
    clearInterval(timer);
  }, 4);
}`;

/** When the page first painted, and when it could be used, in milliseconds since 1970. */
const timesOf = ({ isSeen, isUsable }: Opened): string => `new Promise((resolve) => {
  const look = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const usable = ${isUsable};
    if (paint && ${isSeen} && usable) resolve([paint.startTime, usable].map((time) => performance.timeOrigin + time));
    else setTimeout(look, 10);
  };
  look();
})`;

/** Milliseconds from the click on the button. */
interface Opening {
  readonly seen: number;
  readonly usable: number;
}

/** The webview's own frame, two deep in the workbench. */
async function frameOf({ page }: Session): Promise<Frame | null> {
  const outer = await (await page.waitForSelector('iframe.webview.ready')).contentFrame();
  return (await (await outer?.waitForSelector('#active-frame'))?.contentFrame()) ?? null;
}

/** Opens it, and closes its tab again. */
async function open(vscode: Session, opened: Opened): Promise<Opening> {
  const { page } = vscode;
  const { button, tab } = opened;
  await page.getByRole('button', { name: button }).first().click();
  const clicked = v.parse(v.number(), await page.evaluate('globalThis.clickedAt'));
  const frame = await frameOf(vscode);
  const [seen, usable] = v.parse(v.tuple([v.number(), v.number()]), await frame?.evaluate(timesOf(opened)));
  await page.waitForTimeout(500);
  await page.locator('.tab', { hasText: tab }).locator('.codicon-close').click();
  await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
  return { seen: seen - clicked, usable: usable - clicked };
}

/** The extension with the empty webview, packed. */
async function emptyWebview(): Promise<string> {
  const folder = path.resolve(import.meta.dirname, '..', '..', 'test', 'vscode', 'bench', 'emptyWebview');
  const file = path.resolve(import.meta.dirname, 'empty-webview.vsix');
  mkdirSync(path.dirname(file), { recursive: true });
  await createVSIX({
    cwd: folder,
    packagePath: file,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return file;
}

/** Openings of one thing: those that were the first of anything in their window, and those after its own first. */
class Openings {
  readonly first: Opening[] = [];
  readonly again: Opening[] = [];

  constructor(private readonly of: Opened) {}

  /** @param round how often it was opened in this window before; @param isAlone nothing was ever opened in it */
  async openIn(vscode: Session, round: number, isAlone: boolean): Promise<void> {
    const opening = await open(vscode, this.of);
    if (isAlone) this.first.push(opening);
    else if (round > 0) this.again.push(opening);
  }
}

async function openInNewWindow(beside: string, all: readonly Openings[]): Promise<void> {
  const vscode = await Session.start({ theme: 'dark', beside: [beside], vscode: laterVscode });
  try {
    await vscode.page.addInitScript(watch);
    await vscode.open('stable_diffusion.py');
    await vscode.hover('LMSDiscreteScheduler(', '14.6146');
    await vscode.leave();
    await vscode.clickOn('beta_schedule');
    await vscode.page.evaluate(
      `addEventListener('click', ({ timeStamp }) => (globalThis.clickedAt = performance.timeOrigin + timeStamp), true)`,
    );
    await vscode.page.waitForTimeout(2_000);
    for (let round = 0; round <= reopenings; round++)
      for (const [i, each] of all.entries()) await each.openIn(vscode, round, round === 0 && i === 0);
  } finally {
    await vscode.end();
  }
}

function figureOf(what: string, ours: readonly Opening[], empties: readonly Opening[]): Figure {
  const sorted = (openings: readonly Opening[], of: keyof Opening) =>
    openings.map((each) => each[of]).sort((a, b) => a - b);
  const middle = (openings: readonly Opening[], of: keyof Opening) => quantile(sorted(openings, of), 0.5);
  const note = `an empty webview of this VS Code: ${middle(empties, 'seen').toFixed(0)} ms; usable after ${middle(ours, 'usable').toFixed(0)} ms; ${spread(sorted(ours, 'seen'))}`;
  return { what, unit: 'ms', value: middle(ours, 'seen'), atMost: 300, note };
}

const beside = await emptyWebview();
const [ours, empties] = [new Openings(panel), new Openings(empty)];
// Whichever comes first in a window warms up what both use.
for (let i = 0; i < windows; i++) await openInNewWindow(beside, i % 2 === 0 ? [ours, empties] : [empties, ours]);
for (const figure of [
  figureOf('panel with its curves after the click, first in a window', ours.first, empties.first),
  figureOf('panel with its curves after the click, opened again', ours.again, empties.again),
])
  process.stdout.write(`${figureLine(figure)}\n`);
