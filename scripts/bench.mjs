/**
 * `npm run bench`: speed and size of what users get. Packages the extension and measures in one run.
 * `npm run bench -- reading sweeps vscode` measures only these; the names are in test/bench/main.ts.
 */
import { build } from 'esbuild';
import { bench, vscodeBench } from './bundles.mjs';
import { ensurePrograms, run } from './system.mjs';
import { ensureVscodeServer, laterVscode } from './vscode-server.mjs';

run('node', ['scripts/package.mjs']);
await build(bench);
await build(vscodeBench);
const names = process.argv.slice(2);
const inVscode = names.length === 0 || names.includes('vscode');
if (names.length === 0 || names.some((name) => name !== 'vscode')) run('node', ['out/bench.cjs', ...names]);
if (inVscode) {
  ensurePrograms({ chromium: 'chromium' });
  ensureVscodeServer(laterVscode);
  run('node', ['out/bench/vscode.mjs']);
}
