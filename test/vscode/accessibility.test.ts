import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Session, takesPictures, themes, type ThemeName } from './session';

const slow = { timeout: 60_000, interval: 250 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const widths = { wide: 1400, middle: 800, narrow: 400 } as const;

const violation = v.object({
  id: v.string(),
  help: v.string(),
  nodes: v.array(v.object({ target: v.array(v.unknown()), failureSummary: v.optional(v.string(), '') })),
});

let vscode: Session;
beforeAll(async () => {
  vscode = await Session.start({ theme: 'dark' });
  await vscode.open('stable_diffusion.py');
  await vscode.hover('LMSDiscreteScheduler(', '14.6146');
  await vscode.leave();
  await vscode.clickOn('beta_schedule');
  await vscode.command('Pin Noise Schedule to Comparison');
  await vscode.panel().locator('table.pins tbody tr').first().waitFor({ timeout: slow.timeout });
  await vscode.panel().getByText('Add schedules…').click();
  const picker = vscode.page.locator('.quick-input-widget');
  for (const name of ['kl_optimal', 'DPM++ 2M Karras', 'AYS SDXL, sigmas']) {
    await picker.locator('input[type="text"]').first().fill(name);
    await picker.locator('.monaco-list-row', { hasText: name }).first().click();
  }
  await vscode.page.keyboard.press('Enter');
  await vscode.panel().locator('table.pins tbody tr').nth(3).waitFor({ timeout: slow.timeout });
  // The panel has the window to itself, so that the window's width is the panel's.
  await vscode.command('View: Toggle Primary Side Bar Visibility');
  await focusPanel();
  await vscode.command('View: Toggle Maximize Editor Group');
  await vscode.page.locator('.view-lines').first().waitFor({ state: 'hidden' });
});
afterAll(() => vscode.end());

/**
 * Makes the panel's group the one that commands are for. The command palette gives the focus back to where it was a moment
 * after it is gone, and can take it away from the panel again.
 */
async function focusPanel(): Promise<void> {
  const active = vscode.page.locator('.editor-group-container.active .tab.active', { hasText: 'Noise schedule' });
  await vscode.until(async () => {
    await vscode.panel().locator('h1').click();
    await vscode.page.waitForTimeout(500);
    return active.isVisible();
  });
}

const tabs = () => vscode.panel().locator('.views > vscode-panel-tab');

async function views(): Promise<string[]> {
  return tabs().evaluateAll((all) => all.map((tab) => tab.id.replace('tab-', '')));
}

/** Opens a view and waits until it has drawn itself. */
async function open(view: string): Promise<void> {
  await vscode.panel().locator(`#tab-${view}`).click();
  await vscode.panel().locator(`#view-${view} > *`).first().waitFor();
  await vscode.page.waitForTimeout(1_000);
}

/** The page's own frame, two deep in the workbench. */
async function frame(): Promise<Frame> {
  const outer = await (await vscode.page.waitForSelector('iframe.webview.ready')).contentFrame();
  const inner = await (await outer?.waitForSelector('#active-frame'))?.contentFrame();
  if (!inner) throw new Error('There is no panel.');
  return inner;
}

/** What axe has to say of the page as it stands: everything it checks by default, best practices included. */
async function violations(): Promise<string[]> {
  const inner = await frame();
  await inner.evaluate(axe);
  const found = await inner.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)`);
  return v
    .parse(v.array(violation), found)
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${JSON.stringify(target)} ${failureSummary}`),
    );
}

/** Says how wide the page is, where that is wider than its frame. */
async function overflow(): Promise<string[]> {
  const measured: unknown = await (
    await frame()
  ).evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve([document.documentElement.scrollWidth, document.documentElement.clientWidth]))))`);
  const [scroll, client] = v.parse(v.tuple([v.number(), v.number()]), measured);
  return scroll > client ? [`${scroll} wide in ${client}`] : [];
}

/** How a webview tells which kind of theme is in force. */
const kinds: Readonly<Record<ThemeName, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'high-contrast': 'vscode-high-contrast',
  'high-contrast-light': 'vscode-high-contrast-light',
};

async function contactSheet(name: string): Promise<void> {
  for (const [width, pixels] of Object.entries(widths)) {
    await vscode.page.setViewportSize({ width: pixels, height: 1000 });
    await vscode.page.waitForTimeout(500);
    await vscode.screenshot(`${name}-${width}`);
  }
  await vscode.page.setViewportSize({ width: widths.wide, height: 1000 });
}

describe.each(Object.keys(themes) as ThemeName[])('the panel in the %s theme', (theme) => {
  it('has no violations that axe can find, in any view, and does not scroll sideways at any width', async () => {
    await vscode.page.setViewportSize({ width: widths.wide, height: 1000 });
    await vscode.setTheme(theme);
    await vscode.panel().locator(`body[data-vscode-theme-kind="${kinds[theme]}"]`).waitFor();
    const found: string[] = [];
    for (const view of await views()) {
      await open(view);
      found.push(...(await violations()).map((each) => `${view}: ${each}`));
      for (const width of [widths.middle, widths.narrow]) {
        await vscode.page.setViewportSize({ width, height: 1000 });
        found.push(...(await overflow()).map((each) => `${view}: ${each}`));
      }
      await vscode.page.setViewportSize({ width: widths.wide, height: 1000 });
      if (takesPictures) await contactSheet(`${view}-${theme}`);
    }
    expect(found).toEqual([]);
  });
});

describe('the panel with what is opened in it', () => {
  it('has no violations with controls, tables and keys unfolded', async () => {
    await open('schedule');
    await vscode.panel().locator('vscode-button', { hasText: 'What if' }).click();
    await vscode.panel().locator('.shortcuts summary').click();
    await vscode.page.waitForTimeout(500);
    expect(await violations()).toEqual([]);
    if (takesPictures) await contactSheet('what-if');
    await vscode.panel().locator('vscode-button', { hasText: 'What if' }).click();
    await open('compare');
    await vscode.panel().locator('.allValues summary').click();
    await vscode.page.waitForTimeout(500);
    expect(await violations()).toEqual([]);
  });
});

describe('by keyboard alone', () => {
  it('goes from view to view with the arrow keys on the tabs', async () => {
    const all = await views();
    await open(all[0]);
    await vscode.panel().locator(`#tab-${all[0]}`).focus();
    for (const next of all.slice(1)) {
      await vscode.page.keyboard.press('ArrowRight');
      await expect.poll(() => vscode.panel().locator(`#tab-${next}`).getAttribute('aria-selected')).toBe('true');
    }
  });

  it('reaches every control of every view with Tab, sees where it is, and comes out at the end', async () => {
    for (const view of await views()) {
      await open(view);
      const inner = await frame();
      await inner.evaluate(
        `document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')`,
      );
      const path: string[] = [];
      for (let presses = 0; presses < 400; presses++) {
        await vscode.page.keyboard.press('Tab');
        const at = v.parse(
          v.nullable(v.object({ name: v.string(), seen: v.boolean() })),
          await inner.evaluate(whereTheFocusIs),
        );
        if (!at) break;
        expect(at.seen, `${view}: the focus on ${at.name} is to be seen`).toBe(true);
        path.push(at.name);
      }
      expect(path.length, `${view}: Tab never comes out`).toBeLessThan(400);
      const reachable = v.parse(v.array(v.string()), await inner.evaluate(everyControl));
      expect(
        reachable.filter((name) => !path.includes(name)),
        view,
      ).toEqual([]);
    }
  });
});

/** Names an element so that two are told apart; in the page. */
const naming = `
  const ids = (globalThis.__ids ??= new WeakMap());
  const nameOf = (element) => {
    if (!ids.has(element)) ids.set(element, (globalThis.__last = (globalThis.__last ?? 0) + 1));
    return element.tagName.toLowerCase() + '#' + ids.get(element) + ' ' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40);
  };`;

const whereTheFocusIs = `(() => {${naming}
  const focused = document.activeElement;
  if (!document.hasFocus() || !focused || focused === document.body) return null;
  const inside = focused.shadowRoot?.activeElement ?? focused;
  const seen = [focused, inside, inside.closest('[part]')].some((each) => {
    if (!each) return false;
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(each);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none' || borderColor === getComputedStyle(document.body).getPropertyValue('--vscode-focusBorder');
  }) || focused.tagName.startsWith('VSCODE-');
  return { name: nameOf(focused), seen };
})()`;

const everyControl = `(() => {${naming}
  const wanted = 'a[href], button, input, select, textarea, summary, vscode-button, vscode-checkbox, vscode-dropdown, vscode-text-field, [tabindex="0"]';
  return [...document.querySelectorAll(wanted)]
    .filter((each) => !each.disabled && !each.hasAttribute('disabled') && each.tabIndex >= 0 && each.checkVisibility() && each.getClientRects().length > 0)
    .filter((each) => each.type !== 'radio')
    .map(nameOf);
})()`;

describe('at the edges', () => {
  it('fits 300 pixels without scrolling sideways, and 200 % zoom', async () => {
    const found: string[] = [];
    for (const width of [300, 400]) {
      await vscode.page.setViewportSize({ width, height: 800 });
      for (const view of await views()) {
        await open(view);
        found.push(...(await overflow()).map((each) => `${view}: ${each}`));
        await vscode.screenshot(`${view}-at-${width}`);
      }
    }
    await vscode.page.setViewportSize({ width: widths.wide, height: 1000 });
    expect(found).toEqual([]);
  });

  it('moves nothing by itself where reduced motion is asked for', async () => {
    await vscode.page.emulateMedia({ reducedMotion: 'reduce' });
    const inner = await frame();
    const moving = await inner.evaluate(
      `document.getAnimations().filter(({ playState }) => playState === 'running').length`,
    );
    expect(moving).toBe(0);
    await vscode.page.emulateMedia({ reducedMotion: null });
  });

  it('runs no script and takes no style but its own', async () => {
    const inner = await frame();
    const policy = await inner.evaluate(`document.querySelector('meta[http-equiv=Content-Security-Policy]').content`);
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe/);
    const ran = await inner.evaluate(`(() => {
      const script = Object.assign(document.createElement('script'), { textContent: 'globalThis.ranAnyway = true' });
      const style = Object.assign(document.createElement('style'), { textContent: 'h1 { color: rgb(1, 2, 3) }' });
      document.body.append(script, style);
      const colour = getComputedStyle(document.querySelector('h1')).color;
      script.remove();
      style.remove();
      return [globalThis.ranAnyway === true, colour === 'rgb(1, 2, 3)'];
    })()`);
    expect(ran).toEqual([false, false]);
  });

  it('is where it was after it is moved to a window of its own', async () => {
    await open('compare');
    const pins = await vscode.panel().locator('table.pins .name').allInnerTexts();
    const opened = vscode.page.context().waitForEvent('page', { timeout: 30_000 });
    await focusPanel();
    await vscode.command('View: Move Editor into New Window');
    const page = await opened;
    const moved = page.locator('iframe.webview.ready').last().contentFrame().frameLocator('#active-frame');
    await expect
      .poll(
        () =>
          moved
            .locator('table.pins .name')
            .allInnerTexts()
            .catch(() => []),
        slow,
      )
      .toEqual(pins);
    expect(await moved.locator('#tab-compare').getAttribute('aria-selected')).toBe('true');
    await page.close();
  });
});
