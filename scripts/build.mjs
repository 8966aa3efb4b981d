/**
 * Builds dist/: the extension host, the decode process, the command line and the panel's page.
 * `--production` minifies and leaves out source maps, which are never shipped.
 */
import { build } from 'esbuild';
import { cp, mkdir, rm } from 'node:fs/promises';
import { product } from './bundles.mjs';

const production = process.argv.includes('--production');

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await Promise.all(
  product.map((bundle) => build({ ...bundle, minify: production, sourcemap: production ? false : 'linked' })),
);
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
