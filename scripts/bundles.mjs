/** How esbuild bundles the project's parts. */
import path from 'node:path';
import { katexStyles } from './katexStyles.mjs';

const common = { bundle: true, logLevel: 'warning', target: 'es2022' };

/** Node bundles are CommonJS: VS Code loads extensions with require, and the runtime's binding is a native addon. */
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode', 'onnxruntime-node'],
  // The runtime's ES module asks import.meta where it lies, which a CommonJS bundle cannot answer.
  // The parser of JSON is a UMD module by default, whose parts a bundler cannot see.
  alias: {
    'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs',
    'jsonc-parser': './node_modules/jsonc-parser/lib/esm/main.js',
  },
};

/**
 * Files of their own, read when they are first needed: what reads programs and what rewrites calls, the writer of ONNX graphs
 * for models of the user's, the only code that talks to the network, the readers of YAML and TOML, what keeps decode
 * processes, and libraries that an activation does without.
 */
const apart = {
  analyser: 'src/code/analyser.ts',
  client: 'src/decode/client.ts',
  graph: 'src/decode/graph/readDiffusers.ts',
  download: 'src/hub/download.ts',
  settings: 'src/code/settings/readFile.ts',
  rewrite: 'src/code/rewrite/rewrite.ts',
};
const libraries = {
  'web-tree-sitter': node.alias['web-tree-sitter'],
  'jsonc-parser': node.alias['jsonc-parser'],
  'jpeg-js': './node_modules/jpeg-js/index.js',
};
const keptApart = {
  name: 'kept-apart',
  setup({ onResolve }) {
    const names = new RegExp(`^(${Object.keys(libraries).join('|')})$`);
    onResolve({ filter: names }, ({ path }) => ({ path: `./${path}.js`, external: true }));
    for (const [name, file] of Object.entries(apart)) {
      const path = file.replace(/^src\/\w+|\.ts$/g, '');
      onResolve({ filter: new RegExp(`${path}$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.js`, external: true } : undefined,
      );
    }
  },
};
const lean = { ...node, plugins: [keptApart], supported: { 'dynamic-import': false }, outdir: 'dist' };

/** What the extension is made of. */
export const product = [
  { ...lean, entryPoints: { extension: 'src/extension.ts' } },
  { ...lean, entryPoints: apart },
  { ...node, entryPoints: libraries, outdir: 'dist' },
  {
    ...node,
    entryPoints: { decode: 'src/decode/process/main.ts' },
    outdir: 'dist',
    // The WebP decoder asks import.meta where its WebAssembly lies; it is told.
    logOverride: { 'empty-import-meta': 'silent' },
  },
  { ...node, entryPoints: { sweep: 'src/preview/sweep/sweepThread.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { sheet: 'src/render/sweep/sheetThread.ts' }, outdir: 'dist' },
  { ...lean, entryPoints: { cli: 'src/cli.ts' }, banner: { js: '#!/usr/bin/env node' } },
  {
    // What the panel opens with, what it reads when another view is first turned to, and what both share.
    ...common,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]',
    entryPoints: { panel: 'webview/panel.ts' },
    plugins: [katexStyles],
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]',
    outdir: 'dist/webview',
  },
];

export const bench = {
  ...node,
  external: [...node.external, 'playwright-core'],
  entryPoints: { bench: 'test/bench/main.ts' },
  outdir: 'out',
  outExtension: { '.js': '.cjs' },
};

/** Scripts look for the project from where they lie, so they stay there. */
const scriptsInPlace = {
  name: 'scripts-in-place',
  setup({ onResolve }) {
    onResolve({ filter: /\/scripts\/[\w-]+\.mjs$/ }, ({ path: file, resolveDir }) => ({
      path: path.resolve(resolveDir, file),
      external: true,
    }));
  },
};

/** The part of the bench that drives a real VS Code: a module, as the session that it shares with the tests is. */
export const vscodeBench = {
  ...common,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  plugins: [scriptsInPlace],
  entryPoints: { vscode: 'test/vscode/bench/opening.ts' },
  outdir: 'out/bench',
  outExtension: { '.js': '.mjs' },
};
