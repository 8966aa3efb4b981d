/** What the manifest says, and what is said about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const manifest = v.parse(
  v.object({
    capabilities: v.object({ untrustedWorkspaces: v.object({ restrictedConfigurations: v.array(v.string()) }) }),
    contributes: v.object({
      configuration: v.object({ properties: v.record(v.string(), v.object({ scope: v.string() })) }),
    }),
  }),
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
);
const settings = Object.entries(manifest.contributes.configuration.properties);

describe('settings', () => {
  it('are all in the README’s table, and no others', () => {
    const table = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `(sigmascope\.[\w.]+)` \|/gm);
    expect([...table].map(([, name]) => name).sort()).toEqual(settings.map(([name]) => name).sort());
  });

  it.each(settings.filter(([name]) => /autoencoder|cache|folder|picture$/i.test(name)))(
    '%s, which names files, is not taken from a workspace that is not trusted',
    (name, { scope }) => {
      const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
      expect(scope === 'machine' || restrictedConfigurations.includes(name)).toBe(true);
    },
  );
});
