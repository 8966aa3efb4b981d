import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** ONNX Runtime's own name for the library that its CUDA provider is in. */
const cudaLibrary = 'libonnxruntime_providers_cuda.so';

const howToInstall =
  'Run "npm install onnxruntime-node" or "pip install onnxruntime-gpu[cuda,cudnn]" anywhere, in the version that Sigmascope has, and name that folder (for pip the one with ' +
  `${cudaLibrary}) in sigmascope.decode.cudaFolder.`;

/**
 * A folder to load ONNX Runtime from that has the user's CUDA provider. The provider is looked for beside ONNX Runtime itself and
 * nowhere else, so that a folder with nothing but libraries is made into one: links to the libraries, copies of the few other files.
 * @param folder of the user's: where onnxruntime-node was installed, or one with the libraries
 * @param storage where such a folder can be made
 * @throws Error with a sentence for the user
 */
export function cudaRuntime(folder: string | undefined, storage: string | undefined): string {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`ONNX Runtime has CUDA for Linux on x64 only, and this is ${process.platform}-${process.arch}.`);
  if (folder === undefined || folder === '')
    throw new Error(`CUDA needs ONNX Runtime's CUDA library, which Sigmascope does not bring along. ${howToInstall}`);
  if (existsSync(join(folder, 'node_modules', 'onnxruntime-node', nativeFolder(), cudaLibrary))) return folder;
  if (!existsSync(join(folder, cudaLibrary)))
    throw new Error(`There is no ${cudaLibrary} in ${folder}. ${howToInstall}`);
  return storage === undefined ? folder : runtimeWith(folder, storage);
}

/** Made once. It has a temporary name until it is complete, because another window may be making the same folder. */
function runtimeWith(folder: string, storage: string): string {
  const ours = dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  const libraries = readdirSync(folder).filter(isProvider).sort();
  const hash = createHash('sha256')
    .update(JSON.stringify([ours, folder, libraries]))
    .digest('hex');
  const whole = join(storage, `cuda-${hash.slice(0, 16)}`);
  if (existsSync(whole)) return whole;
  const partial = `${whole}.${process.pid}`;
  copyRuntime(join(partial, 'node_modules'), ours);
  for (const library of libraries)
    symlinkSync(join(folder, library), join(partial, 'node_modules', 'onnxruntime-node', nativeFolder(), library));
  try {
    renameSync(partial, whole);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(whole)) throw error;
  }
  return whole;
}

function copyRuntime(modules: string, ours: string): void {
  const runtime = join(modules, 'onnxruntime-node');
  const natives = join(runtime, nativeFolder());
  mkdirSync(natives, { recursive: true });
  copyFileSync(join(ours, 'package.json'), join(runtime, 'package.json'));
  cpSync(join(ours, 'dist'), join(runtime, 'dist'), { recursive: true });
  symlinkSync(join(ours, '..', 'onnxruntime-common'), join(modules, 'onnxruntime-common'));
  for (const file of readdirSync(join(ours, nativeFolder())))
    if (!isProvider(file)) linkOrCopy(join(ours, nativeFolder(), file), join(natives, file));
}

/** A binding is copied: Node resolves links before it loads one, and it would load the libraries of its original folder. */
function linkOrCopy(file: string, target: string): void {
  if (file.endsWith('.node')) copyFileSync(file, target);
  else symlinkSync(file, target);
}

function isProvider(file: string): boolean {
  return file.startsWith('libonnxruntime_providers_');
}

function nativeFolder(): string {
  return join('bin', 'napi-v6', process.platform, process.arch);
}
