/**
 * Makes sigmascope-<platform>-<version>.vsix for this machine's platform and checks what is in it.
 * Only this platform's natives go in; where ONNX Runtime has no binary the package is made without pictures.
 */
import { createVSIX, listFiles } from '@vscode/vsce';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root, run } from './system.mjs';

const target = `${process.platform}-${process.arch}`;
const megabyte = 1e6;
const limits = { 'linux-x64': { vsix: 30 * megabyte }, extensionHost: 500e3 };

/** Libraries the binding does not need: GPU providers that are not shipped, and copies under another name. */
const notShipped = /cuda|tensorrt|\.pdb$|\.lib$/i;

function copyRuntime() {
  const source = path.join(root, 'node_modules', 'onnxruntime-node');
  const natives = readdirSync(path.join(source, 'bin')).find((name) => name.startsWith('napi-'));
  const from = path.join(source, 'bin', natives ?? '', process.platform, process.arch);
  const to = path.join(root, 'dist', 'node_modules');
  if (!natives || !existsSync(from)) {
    console.log(`ONNX Runtime has no binary for ${target}: packaging without decoded pictures.`);
    return false;
  }
  const runtime = path.join(to, 'onnxruntime-node');
  const natively = path.join(runtime, 'bin', natives, process.platform, process.arch);
  mkdirSync(natively, { recursive: true });
  for (const file of readdirSync(from))
    if (!notShipped.test(file)) cpSync(path.join(from, file), path.join(natively, file));
  for (const file of ['package.json', 'LICENSE', 'ThirdPartyNotices.txt'])
    copyIfThere(path.join(source, file), path.join(runtime, file));
  copyCode(path.join(source, 'dist'), path.join(runtime, 'dist'));
  const common = path.join(root, 'node_modules', 'onnxruntime-common');
  copyCode(path.join(common, 'dist', 'cjs'), path.join(to, 'onnxruntime-common', 'dist', 'cjs'));
  for (const file of ['package.json', 'LICENSE'])
    copyIfThere(path.join(common, file), path.join(to, 'onnxruntime-common', file));
  return true;
}

const copyIfThere = (from, to) => existsSync(from) && cpSync(from, to);

const copyCode = (from, to) =>
  cpSync(from, to, {
    recursive: true,
    filter: (file) => statSync(file).isDirectory() || (/\.(c?js|json)$/.test(file) && !file.endsWith('.min.js')),
  });

/** What must and must not be in the package. */
function faults(files, withRuntime) {
  const required = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'NOTICE',
    'media/icon.png',
    'dist/extension.js',
    'dist/decode.js',
    'dist/graph.js',
    'dist/download.js',
    'dist/settings.js',
    'dist/analyser.js',
    'dist/sweep.js',
    'dist/sheet.js',
    'dist/web-tree-sitter.js',
    'dist/jsonc-parser.js',
    'dist/jpeg-js.js',
    'dist/cli.js',
    'dist/webview/panel.js',
    'dist/webview/chunk.js',
    'dist/webview/laterViews.js',
    'dist/webview/panel.css',
    'dist/webview/fonts/KaTeX_Main-Regular.woff2',
    'dist/web-tree-sitter.wasm',
    'dist/tree-sitter-python.wasm',
    'dist/webp.wasm',
    'models/sd1-tiny-decoder.onnx',
    'models/sd1-tiny-encoder.onnx',
    'models/linear-factors.json',
    'models/sdxl-linear-decoder.onnx',
    'models/sd3-linear-decoder.onnx',
    'models/flux-linear-decoder.onnx',
    'models/samples/cat.jpg',
    'models/samples/README.md',
  ];
  const natives = files.filter((file) => file.includes('/bin/napi-'));
  const missing = required.filter((file) => !files.includes(file)).map((file) => `missing: ${file}`);
  const foreign = natives
    .filter((file) => !file.includes(`/${process.platform}/${process.arch}/`))
    .map((file) => `of another platform: ${file}`);
  const unwanted = files
    .filter((file) =>
      /\.map$|\.ts$|\.py$|^(src|test|scripts|webview|examples|out|\.ci)\/|\.ipynb$|cuda|tensorrt/i.test(file),
    )
    .map((file) => `must not ship: ${file}`);
  const runtime =
    withRuntime && !natives.some((file) => file.endsWith('onnxruntime_binding.node'))
      ? ['missing: the ONNX Runtime binding']
      : [];
  return [...missing, ...foreign, ...unwanted, ...runtime];
}

run('node', ['scripts/build.mjs', '--production']);
const withRuntime = copyRuntime();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, 'out', `sigmascope-${target}-${version}.vsix`);
mkdirSync(path.dirname(vsix), { recursive: true });
const files = await listFiles({ cwd: root, dependencies: false });
const found = faults(
  files.map((file) => file.split(path.sep).join('/')),
  withRuntime,
);
await createVSIX({
  cwd: root,
  dependencies: false,
  target,
  packagePath: vsix,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});

const size = statSync(vsix).size;
const host = statSync(path.join(root, 'dist', 'extension.js')).size;
if (size > (limits[target]?.vsix ?? Infinity)) found.push(`too large: ${size} bytes`);
if (host > limits.extensionHost) found.push(`the extension host bundle is too large: ${host} bytes`);
console.log(
  `${path.relative(root, vsix)}: ${files.length} files, ${(size / megabyte).toFixed(1)} MB; extension host bundle ${(host / 1e3).toFixed(0)} KB`,
);
if (found.length > 0) {
  console.error(found.join('\n'));
  process.exitCode = 1;
}
