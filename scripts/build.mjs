/**
 * Builds dist/: the extension host, the decode process, the command line and the panel's page.
 * `--production` minifies and leaves out source maps, which are never shipped; `--watch` builds again when a file is saved.
 */
import { build, context } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { product } from './bundles.mjs';

const production = process.argv.includes('--production');

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const bundles = product.map((bundle) => ({
  ...bundle,
  minify: production,
  sourcemap: production ? false : 'linked',
}));
if (process.argv.includes('--watch')) await watch();
else await Promise.all(bundles.map((bundle) => build(bundle)));
await cp('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/web-tree-sitter.wasm');
await cp('node_modules/tree-sitter-python/tree-sitter-python.wasm', 'dist/tree-sitter-python.wasm');
await cp('node_modules/@jsquash/webp/codec/dec/webp_dec.wasm', 'dist/webp.wasm');
await cp('node_modules/@resvg/resvg-wasm/index_bg.wasm', 'dist/resvg.wasm');
for (const [weight, name] of [
  ['400Regular', 'regular'],
  ['600SemiBold', 'semibold'],
]) {
  await cp(`node_modules/@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`, `dist/fonts/inter-${name}.ttf`);
}

/** Goes on until it is stopped; the two lines that it prints a round are what the editor's task waits for. */
async function watch() {
  let running = 0;
  const told = {
    name: 'told',
    setup({ onStart, onEnd }) {
      onStart(() => void (running++ === 0 && console.log('[build] begins')));
      onEnd(() => void (--running === 0 && console.log('[build] ended')));
    },
  };
  for (const bundle of bundles) {
    const plugins = [...(bundle.plugins ?? []), told];
    await (await context({ ...bundle, plugins })).watch();
  }
}
