/**
 * Builds dist/: the extension host, the decode process, the command line and the panel's page.
 * `--production` minifies; source maps are kept beside the bundles for development and never shipped.
 */
import { build } from 'esbuild';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';

const production = process.argv.includes('--production');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  target: 'es2022',
  loader: { '.wasm': 'file' },
};

/** Node bundles are CommonJS: VS Code loads extensions with require, and the runtime's binding is a native addon. */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode', 'onnxruntime-node'],
  // The runtime's ES module asks import.meta where it lies, which a CommonJS bundle cannot answer.
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
};

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { decode: 'src/decode/process/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { cli: 'src/cli.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  {
    ...common,
    platform: 'browser',
    format: 'iife',
    entryPoints: { panel: 'webview/panel.ts' },
    outdir: 'dist/webview',
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const results = await Promise.all(bundles.map((options) => build(options)));
await cp('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/web-tree-sitter.wasm');
await cp('node_modules/tree-sitter-python/tree-sitter-python.wasm', 'dist/tree-sitter-python.wasm');
if (!production) {
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  await mkdir('out', { recursive: true });
  await writeFile(
    'out/bundle-sizes.json',
    JSON.stringify(Object.fromEntries(Object.entries(outputs).map(([file, o]) => [file, o.bytes])), null, 2),
  );
}
