/** `npm run bench`: speed and size of what users get. Packages the extension and measures in one run. */
import { build } from 'esbuild';
import { bench } from './bundles.mjs';
import { run } from './system.mjs';

run('node', ['scripts/package.mjs']);
await build(bench);
run('node', ['out/bench.cjs']);
