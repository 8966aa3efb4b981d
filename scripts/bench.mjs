/** `npm run bench`: speed and size of what users get. Packages the extension and measures in one run. */
import { build } from 'esbuild';
import { bench, vscodeBench } from './bundles.mjs';
import { run } from './system.mjs';

run('node', ['scripts/package.mjs']);
await build(bench);
await build(vscodeBench);
run('node', ['out/bench.cjs']);
run('node', ['out/bench/vscode.mjs']);
