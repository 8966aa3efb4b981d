import * as vscode from 'vscode';
import { sampleName } from '../../decode/shared/picture';
import { sheetOf, type SweepSheet } from '../../render/sweep/sheetOf';
import { computeSchedule } from '../../schedulers/compute';
import type { Swept } from './sweeps';

/**
 * Saves a sweep as one PNG file, asking where to.
 *
 * @param document name of the file that configures the scheduler
 * @param draw turns it into a PNG file
 * @returns what was done, in a sentence; null when the user gave it up
 */
export async function saveSheet(
  { request, result }: Swept,
  document: string,
  draw: (sheet: SweepSheet) => Promise<Uint8Array>,
): Promise<string | null> {
  const { run, sweep, samples, size } = request;
  const name = `${run.className}-${sweep.option}.png`;
  const folder = vscode.workspace.workspaceFolders?.at(0)?.uri;
  const uri = await vscode.window.showSaveDialog({
    filters: { PNG: ['png'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!uri) return null;
  const { steps, initNoiseSigma } = computeSchedule(run);
  const swept = {
    ...{ className: run.className, seed: run.seed, option: sweep.option, file: document },
    ...{ stepCount: steps.count, initNoiseSigma: initNoiseSigma.after ?? 1 },
    samples: samples.map(sampleName).join(', '),
  };
  await vscode.workspace.fs.writeFile(uri, await draw(sheetOf(result, swept, size)));
  return `Saved ${uri.path.split('/').at(-1) ?? name}.`;
}
