/** `npm run bench`: speed and size of what users get. Builds the production bundles and measures in one run. */
import { build } from 'esbuild';
import { root, run } from './system.mjs';

run('node', ['scripts/package.mjs']);
await build({
  entryPoints: ['test/bench/main.ts'],
  outfile: 'out/bench.cjs',
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['onnxruntime-node'],
  logLevel: 'warning',
});
run('node', ['out/bench.cjs']);
