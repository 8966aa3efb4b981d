import { build } from 'esbuild';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const modelsFolder = join(root, 'models');
export const webpDecoder = join(root, 'node_modules', '@jsquash', 'webp', 'codec', 'dec', 'webp_dec.wasm');

/** A test file's own folder inside node_modules, so that what is built there finds ONNX Runtime as the package does. */
function buildFolder(test: string): string {
  return join(root, 'node_modules', '.cache', 'sigmascope', test);
}

/** Bundles an entry point as the real build does. */
async function bundle(entry: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['onnxruntime-node'],
    loader: { '.wasm': 'file' },
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return outfile;
}

/** Builds the decode process for a test file; answers the path of its file. */
export function buildDecodeProcess(test: string): Promise<string> {
  return bundleDecodeProcess(buildFolder(test));
}

/** Builds the decode process where it finds no ONNX Runtime. */
export function buildDecodeProcessWithoutRuntime(): Promise<string> {
  return bundleDecodeProcess(mkdtempSync(join(tmpdir(), 'sigmascope-')));
}

/** Builds the command line with the decode process beside it, laid out like the package; answers the path of cli.js. */
export async function buildCommandLine(test: string): Promise<string> {
  const folder = buildFolder(test);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(modelsFolder, join(folder, 'models'), 'junction');
  await bundleDecodeProcess(join(folder, 'dist'));
  return bundle('src/cli.ts', join(folder, 'dist', 'cli.js'));
}

async function bundleDecodeProcess(folder: string): Promise<string> {
  const file = await bundle('src/decode/process/main.ts', join(folder, 'decode.js'));
  copyFileSync(webpDecoder, join(folder, 'webp.wasm'));
  return file;
}
