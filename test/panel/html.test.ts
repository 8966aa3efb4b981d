import { describe, expect, it } from 'vitest';
import { panelHtml } from '../../src/panel/html';

const parts = {
  cspSource: 'https://*.vscode-cdn.net',
  script: 'https://file.vscode-cdn.net/dist/webview/panel.js',
  style: 'https://file.vscode-cdn.net/dist/webview/panel.css',
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
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<style|\son\w+=|\sstyle=/);
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
  expect(panelHtml({ ...parts, script: '"><img src=x>' })).not.toContain('<img');
});
