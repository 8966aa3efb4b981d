/**
 * CUDA with libraries of the user's own: ONNX Runtime's CUDA provider alone has 300 MB and is not shipped. It comes with the
 * npm package onnxruntime-node, and with the Python package onnxruntime-gpu, whose extras bring CUDA and cuDNN along.
 */
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** How a decode process is told of them. */
export interface Launch {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param folder where the user's libraries are
 * @param storage a folder of Sigmascope's own, for what has to be laid beside them; without, only a whole onnxruntime-node does
 */
export function launchWithCuda(folder: string, storage: string | undefined): Launch {
  const libraries = [folder, ...pythonLibraries(folder), process.env.LD_LIBRARY_PATH ?? ''].filter(
    (path) => path !== '',
  );
  return {
    arguments: storage === undefined ? [folder] : [folder, storage],
    environment: { LD_LIBRARY_PATH: libraries.join(delimiter) },
  };
}

/** The folders of CUDA and cuDNN as pip lays them out: site-packages/nvidia/cudnn/lib beside site-packages/onnxruntime/capi. */
function pythonLibraries(folder: string): string[] {
  const packages = join(folder, '..', '..', 'nvidia');
  try {
    return readdirSync(packages).map((name) => join(packages, name, 'lib'));
  } catch {
    return [];
  }
}
