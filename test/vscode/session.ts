/**
 * A person at a real VS Code: the packaged extension, installed as VS Code installs it, in a headless Chromium.
 * Screenshots go to out/screenshots/.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { installedOnce, installVsix, newestVsix } from '../../scripts/vsix.mjs';
import { oldestVscode, startVscodeServer, type InstalledVscode } from '../../scripts/vscode-server.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const screenshots = path.join(root, 'out', 'screenshots');

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
} as const;
export type ThemeName = keyof typeof themes;

/** What the themes are called in the picker, and the class of the workbench under them. */
const picked: Readonly<Record<ThemeName, readonly [label: string, kind: string]>> = {
  light: ['Light Modern', 'vs'],
  dark: ['Dark Modern', 'vs-dark'],
  'high-contrast': ['Dark High Contrast', 'hc-black'],
  'high-contrast-light': ['Light High Contrast', 'hc-light'],
};

/** Whether pictures are asked for: `npm run screenshots`. Tests that only take pictures are left out without it. */
export const takesPictures = process.env['SIGMASCOPE_SCREENSHOTS'] === '1';

export interface SessionOptions {
  readonly theme?: ThemeName;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files to lay into the workspace besides the examples: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment variables of VS Code's server, beside the test's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Packed extensions to install besides Sigmascope. */
  readonly beside?: readonly string[];
  /** The VS Code to use; without one the oldest that the extension runs in. */
  readonly vscode?: InstalledVscode;
  readonly size?: { readonly width: number; readonly height: number };
}

export class Session {
  private constructor(
    readonly page: Page,
    readonly workspace: string,
    readonly serverProcess: number,
    private readonly browser: Browser,
    private readonly address: string,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(options: SessionOptions = {}): Promise<Session> {
    const home = mkdtempSync(path.join(tmpdir(), 'sigmascope-vscode-'));
    const workspace = path.join(home, 'workspace');
    cpSync(path.join(root, 'examples'), workspace, { recursive: true });
    for (const [name, text] of Object.entries(options.files ?? {})) writeText(path.join(workspace, name), text);
    const vscode = options.vscode ?? oldestVscode;
    const extensions = extensionsOf(options.beside ?? [], home, vscode);
    const settings = {
      'workbench.colorTheme': themes[options.theme ?? 'dark'],
      'window.autoDetectColorScheme': false,
      'editor.hover.delay': 100,
      'editor.minimap.enabled': false,
      'workbench.activityBar.location': 'hidden',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      ...options.settings,
    };
    const server = await startVscodeServer({
      data: path.join(home, 'server'),
      extensions,
      settings,
      env: options.environment ?? {},
      vscode,
    });
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments });
    const page = await browser.newPage({ viewport: options.size ?? { width: 1400, height: 1000 } });
    const close = async (): Promise<void> => {
      await server.stop();
      // The server's own processes outlive it a little, and write down what they knew.
      await rm(home, { recursive: true, force: true, maxRetries: 12, retryDelay: 200 });
    };
    return new Session(page, workspace, server.process.pid ?? 0, browser, server.address, close);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.close();
  }

  /**
   * Opens the workspace and a file of it from the explorer, and waits until the extension knows it. A notebook is opened
   * after a Python file: right after its start VS Code does not know notebooks yet and would show their JSON.
   */
  async open(file: string): Promise<void> {
    await this.page.goto(`${this.address}/?folder=${encodeURIComponent(this.workspace)}`);
    if (file.endsWith('.ipynb')) await this.openFromExplorer('flux.py');
    await this.openFromExplorer(file);
  }

  /** Opens another file of the workspace in the window that is there. */
  async openFromExplorer(file: string): Promise<void> {
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
    await row.dblclick({ timeout: 60_000 });
    const button = this.page.getByRole('button', { name: 'Show Noise Schedule' });
    await button.first().waitFor({ timeout: 60_000 });
  }

  /** Reloads the window. */
  async reload(): Promise<void> {
    // VS Code writes down what is open a moment after it changed.
    await this.page.waitForTimeout(4_000);
    await this.page.goto(`${this.address}/?folder=${encodeURIComponent(this.workspace)}`);
    await this.page.locator('.monaco-workbench .view-lines').first().waitFor();
  }

  /** Where a text stands in the visible editors, in pixels: the middle of its `occurrence`-th occurrence (from 0). */
  async positionOf(text: string, occurrence = 0): Promise<{ x: number; y: number }> {
    const found = await this.page.waitForFunction(
      ([wanted, index]) => {
        let seen = 0;
        for (const line of document.querySelectorAll('.view-lines .view-line')) {
          const content = line.textContent.replace(/\u00a0/g, ' ');
          for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + 1)) {
            if (seen++ < index) continue;
            const range = document.createRange();
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            let passed = 0;
            let started = false;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const length = node.textContent?.length ?? 0;
              if (!started && at < passed + length) {
                range.setStart(node, at - passed);
                started = true;
              }
              if (started && at + wanted.length <= passed + length) {
                range.setEnd(node, at + wanted.length - passed);
                break;
              }
              passed += length;
            }
            const box = range.getBoundingClientRect();
            if (box.width > 0) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          }
        }
        return null;
      },
      [text, occurrence] as const,
      { timeout: 30_000 },
    );
    const position = await found.jsonValue();
    if (!position) throw new Error(`"${text}" is not to be seen in the editor.`);
    return position;
  }

  /** Rests the pointer on a text until a hover that holds `expected` is there. */
  async hover(text: string, expected: string | RegExp, occurrence = 0): Promise<Locator> {
    const hover = this.page.locator('.monaco-hover:visible', { hasText: expected }).first();
    for (let tries = 0; tries < 6; tries++) {
      // A hover that is still there would be kept as it is.
      if (tries > 0) await this.leave();
      const { x, y } = await this.positionOf(text, occurrence);
      await this.page.mouse.move(x + 120, y + 160);
      await this.page.mouse.move(x, y, { steps: 4 });
      const shown = await hover.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      if (shown) return hover;
    }
    const shown = await this.page.locator('.monaco-hover:visible').allInnerTexts();
    throw new Error(`No hover with ${String(expected)} appeared on "${text}", but ${JSON.stringify(shown)}.`);
  }

  /** Moves the pointer and the keyboard focus away from every hover. */
  async leave(): Promise<void> {
    await this.page.mouse.move(5, 5);
    await this.page
      .locator('.monaco-hover:visible')
      .first()
      .waitFor({ state: 'hidden', timeout: 5_000 })
      .catch(() => undefined);
  }

  async clickOn(text: string, occurrence = 0): Promise<void> {
    const { x, y } = await this.positionOf(text, occurrence);
    await this.page.mouse.click(x, y);
  }

  /** Runs a command through the command palette, by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /**
   * Answers VS Code's question where to save something.
   * @param offered what the name that VS Code offers holds; it comes a moment after the question
   * @returns where the file is, once it is there
   */
  async saveAs(file: string, offered: string): Promise<string> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    await this.until(async () => (await input.inputValue()).includes(offered));
    const target = path.join(this.workspace, file);
    await this.answer(target);
    await this.until(() => Promise.resolve(existsSync(target)));
    return target;
  }

  /**
   * Answers the question for a file that VS Code has open. It looks into the folder as one types, and hears no answer
   * while it does, so Enter is pressed until the question is gone.
   */
  async answer(file: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]').first();
    await input.fill(file);
    await this.until(async () => {
      await this.page.waitForTimeout(500);
      if (!(await input.isVisible())) return true;
      if ((await input.inputValue()) === file) await input.press('Enter');
      else await input.fill(file);
      return false;
    });
  }

  /** Waits until something holds, where no test is there yet that could. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      if (await holds()) return;
      await this.page.waitForTimeout(100);
    }
    throw new Error('VS Code did not come to what was waited for within a minute.');
  }

  /** Turns to another theme while VS Code runs. */
  async setTheme(theme: ThemeName): Promise<void> {
    const [label, kind] = picked[theme];
    await this.command('Preferences: Color Theme');
    const picker = this.page.locator('.quick-input-widget');
    await picker.locator('input[type="text"]').first().fill(label);
    await picker.locator('.monaco-list-row', { hasText: label }).first().click();
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** The page of the Sigmascope panel. */
  panel(): FrameLocator {
    return this.page.locator('iframe.webview.ready').last().contentFrame().frameLocator('#active-frame');
  }

  /** Writes a picture to out/screenshots/, where pictures are asked for. */
  async screenshot(name: string): Promise<void> {
    if (!takesPictures) return;
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }
}

/** A folder with the packaged extension installed: the same one for all sessions, but for those with others beside it. */
function extensionsOf(beside: readonly string[], home: string, vscode: InstalledVscode): string {
  const shared = installedOnce(newestVsix(), vscode);
  if (beside.length === 0) return shared;
  const extensions = path.join(home, 'extensions');
  cpSync(shared, extensions, { recursive: true });
  for (const vsix of beside) installVsix(vsix, extensions, home, vscode);
  return extensions;
}

function writeText(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
