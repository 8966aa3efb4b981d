/** The one place where ONNX Runtime is loaded: its import throws where the package has no binary for the platform. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as OnnxRuntime from 'onnxruntime-node';

export type Runtime = typeof OnnxRuntime;

/**
 * Loads ONNX Runtime.
 * @param folder where to load it from, if not from where this file finds it
 * @throws Error with a sentence for the user when it cannot be loaded here.
 */
export async function loadRuntime(folder?: string): Promise<Runtime> {
  const obstacle = knownObstacle();
  if (obstacle !== null) throw new Error(obstacle);
  try {
    const runtime = folder === undefined ? await import('onnxruntime-node') : runtimeIn(folder);
    runtime.env.logLevel = 'error';
    return runtime;
  } catch (error) {
    throw new Error(explainLoadFailure(error));
  }
}

function runtimeIn(folder: string): Runtime {
  const runtime: unknown = createRequire(join(folder, 'package.json'))('onnxruntime-node');
  if (isRuntime(runtime)) return runtime;
  throw new Error(`what ${folder} has is not onnxruntime-node`);
}

function isRuntime(loaded: unknown): loaded is Runtime {
  return typeof loaded === 'object' && loaded !== null && 'InferenceSession' in loaded && 'env' in loaded;
}

/** Platforms that ONNX Runtime publishes no binary for, recognised first, because its import would fail with an unclear message. */
function knownObstacle(): string | null {
  if (process.platform === 'darwin' && process.arch === 'x64')
    return 'ONNX Runtime has no build for macOS on Intel processors, so pictures show colours only, by a map that does without it.';
  if (process.platform === 'linux' && !usesGlibc())
    return 'ONNX Runtime needs the GNU C library, which this Linux (musl, such as Alpine) lacks, so pictures show colours only, by a map that does without it.';
  return null;
}

function usesGlibc(): boolean {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return true;
  const { header } = report;
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
}

function explainLoadFailure(error: unknown): string {
  const cause = error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error);
  const remedy =
    process.platform === 'win32'
      ? 'Install the Microsoft Visual C++ runtime, and the Sigmascope build made for this platform'
      : 'Install the Sigmascope build made for this platform';
  return `ONNX Runtime could not be loaded (${cause}). ${remedy} (${process.platform}-${process.arch}). Until then pictures show colours only, by a map that does without it.`;
}
