import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../../src/panel/document/html';
import { emptyState } from '../../../src/panel/state/panelState';

const folder = 'https://file.vscode-cdn.net/dist/webview';
const parts = {
  cspSource: 'https://*.vscode-cdn.net',
  modules: [`${folder}/chunk.js`, `${folder}/panel.js`],
  style: { text: '@font-face { src: url("./fonts/a.woff2") } p { mask: url(data:image/png;base64,AA) }', folder },
  state: emptyState('file:///a.py', '</script><script>alert(1)</script>'),
};

function policyOf(html: string): Map<string, string[]> {
  const content = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const rules = content.split(';').map((rule) => rule.trim().split(/\s+/));
  return new Map(rules.map(([name, ...sources]) => [name, sources]));
}

describe('the page’s content security policy', () => {
  const html = panelHtml(parts);
  const policy = policyOf(html);

  it('allows nothing that is not listed, and nothing inline', () => {
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(html).not.toContain('unsafe-');
    expect([...policy.keys()].sort()).toEqual(['default-src', 'font-src', 'img-src', 'script-src', 'style-src']);
  });

  it('allows scripts by nonce only, and the one script has it', () => {
    const nonce = /<script nonce="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(nonce.length).toBeGreaterThanOrEqual(22);
    expect(policy.get('script-src')).toEqual([`'nonce-${nonce}'`]);
    // The other one is the state, which is not run.
    expect(html.match(/<script[^>]*>/g)).toHaveLength(2);
    expect(html).toContain('<script type="application/json" id="state">');
    expect(html).not.toMatch(/\son\w+=|\sstyle=/);
  });

  it('takes styles from the extension, and pictures made on the page', () => {
    const nonce = /csp-nonce" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy.get('style-src')).toEqual([parts.cspSource, `'nonce-${nonce}'`]);
    expect(policy.get('img-src')).toEqual([parts.cspSource, 'blob:', 'data:']);
  });

  it('never uses a nonce twice, and not the script’s for styles', () => {
    const nonces = [html, panelHtml(parts)].flatMap((each) => each.match(/'nonce-[^']+'/g) ?? []);
    expect(new Set(nonces).size).toBe(4);
  });
});

it('escapes what it is given', () => {
  const hostile = '</script><img src=x>';
  const state = { ...emptyState(hostile, hostile), scheduler: null };
  expect(panelHtml({ ...parts, cspSource: '"><img src=x>', modules: [hostile], state })).not.toContain('<img');
});

it('has no file to wait for before VS Code shows it', () => {
  expect(panelHtml(parts)).not.toMatch(/<link|\ssrc=/);
});

it('has fonts found where the style sheet lies', () => {
  const html = panelHtml(parts);
  expect(html).toContain(`url("${folder}/fonts/a.woff2")`);
  expect(html).toContain('url(data:image/png;base64,AA)');
});

describe('what the document does', () => {
  /** Runs the document's script as if the page had saved this state before. */
  function run(saved: unknown) {
    const script = /<script nonce="[^"]+">([\s\S]*?)<\/script>/.exec(panelHtml(parts))?.[1] ?? '';
    const panel = { textContent: 'what it began with', replaceChildren: () => (panel.textContent = '') };
    const loaded: (() => void)[] = [];
    runInNewContext(script, {
      acquireVsCodeApi: () => ({ getState: () => saved }),
      document: { getElementById: () => panel },
      addEventListener: (_: string, listener: () => void) => loaded.push(listener),
      setTimeout,
    });
    return { panel, load: () => loaded.forEach((listener) => listener()) };
  }

  it('leaves a new page what it begins with', () => {
    expect(run(undefined).panel.textContent).toBe('what it began with');
  });

  it('never shows a page that comes back what the code may no longer say', () => {
    expect(run({ uri: 'file:///a.py' }).panel.textContent).toBe('');
  });

  it('says so in the place of what cannot be used, when its modules cannot be read', async () => {
    const { panel, load } = run(undefined);
    load();
    await expect.poll(() => panel.textContent).toMatch(/^The panel could not be read: .* reinstall Sigmascope\.$/s);
  });
});
