import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { createAnalyser } from '../../src/code/analyser';
import { inspectScheduler } from '../../src/inspect/inspect';
import { pickerEntries } from '../../src/panel/state/choices';
import { panelHtml } from '../../src/panel/document/html';
import { panelState } from '../../src/panel/state/panelState';
import type { HostMessage, PanelState } from '../../src/panel/protocol';

const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

/** The place of VS Code: what the page says is kept, and what it saves is given back. */
const standIn = `
  globalThis.sent = [];
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void globalThis.sent.push(message),
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
  globalThis.receive = (message) => postMessage(message, '*');
  globalThis.refusedByPolicy = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, lineNumber }) =>
    globalThis.refusedByPolicy.push([violatedDirective, sourceFile, lineNumber].join(' ')));
`;

const untilItListens = `new Promise((resolve) => {
  const look = () => (globalThis.sent.some(({ type }) => type === 'ready') ? resolve() : setTimeout(look, 10));
  look();
})`;

declare function receive(message: unknown): void;

/** The panel's page as it is shipped, in a browser of its own: what is measured is the page alone, without an editor around it. */
export class PanelPage {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
  ) {}

  /** @param dist the built extension */
  static async open(dist: string, size = { width: 1400, height: 1000 }): Promise<PanelPage> {
    const server = createServer(({ url = '/' }, response) => {
      if (url === '/') response.setHeader('content-type', 'text/html').end(documentOf(dist));
      else sendFile(path.join(dist, 'webview', path.posix.normalize(url)), response);
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArguments });
    const page = await browser.newPage({ viewport: size });
    await page.addInitScript({ content: standIn });
    await page.goto(`http://127.0.0.1:${String(port)}/`);
    // The page reads its modules after it is loaded; what is said to it before it says that it listens is lost.
    await page.evaluate(untilItListens);
    return new PanelPage(page, browser, server);
  }

  /** Tells the page what the extension host would. */
  async tell(message: HostMessage): Promise<void> {
    const told: unknown = message;
    await this.page.evaluate((it) => receive(it), told);
  }

  /** Shows a state and waits until it is there. */
  async show(state: PanelState): Promise<void> {
    await this.tell({ type: 'state', state });
    await this.page.locator('h1', { hasText: state.scheduler?.className ?? '' }).waitFor();
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

function documentOf(dist: string): string {
  return panelHtml({
    cspSource: `'self'`,
    modules: ['/chunk.js', '/panel.js'],
    style: { text: readFileSync(path.join(dist, 'webview', 'panel.css'), 'utf8'), folder: '' },
    state: null,
  });
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

function sendFile(file: string, response: ServerResponse): void {
  try {
    response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
    response.end(readFileSync(file));
  } catch {
    response.writeHead(404).end();
  }
}

/** What the host would say of the first scheduler of a Python file. */
export async function stateOf(dist: string, text: string): Promise<PanelState> {
  const analyser = await createAnalyser({
    runtime: path.join(dist, 'web-tree-sitter.wasm'),
    python: path.join(dist, 'tree-sitter-python.wasm'),
  });
  const analysis = analyser.analyse({ cells: [{ index: null, text }] });
  const entries = pickerEntries(analysis);
  const chosen = entries.at(0) ?? null;
  const inspection = chosen && inspectScheduler(analysis, chosen.scheduler, chosen.call);
  return panelState({
    uri: 'file:///code.py',
    document: 'code.py',
    entries,
    chosen,
    inspection,
    step: 0,
    sources: { sample: 'cat', autoencoders: '' },
  });
}
