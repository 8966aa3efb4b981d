import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const webview = path.resolve(import.meta.dirname, '..', '..', 'webview');

it('the panel’s style sheet takes in every sheet there is', () => {
  const sheet = readFileSync(path.join(webview, 'panel.css'), 'utf8');
  const imported = [...sheet.matchAll(/@import '\.\/styles\/([^']+)'/g)].map(([, file]) => file);
  expect(imported.sort()).toEqual(readdirSync(path.join(webview, 'styles')).sort());
});
