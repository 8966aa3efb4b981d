import { join } from 'node:path';
import { createScanner, type Analyser } from '../code/analyser';

/** The analyser with the wasm files that lie beside the bundle. */
export function bundledAnalyser(): Promise<Analyser> {
  return createScanner({
    runtime: join(__dirname, 'web-tree-sitter.wasm'),
    python: join(__dirname, 'tree-sitter-python.wasm'),
  });
}
