import { Worker } from 'node:worker_threads';
import type { SweepSheet } from '../../render/sweep/sheetOf';

/**
 * A sheet as a PNG file, drawn on a thread of its own.
 *
 * @param threadFile absolute path of the built `sheetThread.ts`
 * @throws Error (by rejection) when the thread ended without one
 */
export function drawnSheet(threadFile: string, sheet: SweepSheet): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(threadFile, { workerData: sheet });
    worker.once('message', (png: unknown) => {
      if (png instanceof Uint8Array) resolve(png);
      else reject(new Error('the thread that draws it answered with something else'));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that draws it ended with exit code ${code}`)));
  });
}
