import path from 'node:path';
import * as vscode from 'vscode';
import type { Programs } from './programs';

const usual =
  'There is no diffusers scheduler here. Put the cursor into a Python file or notebook cell that configures one.';

/** Why a command finds no scheduler at the cursor, and what to do about it: of a JSON file, what is wrong with it. */
export async function whyNone(programs: Programs): Promise<string> {
  const program = await programs.active();
  if (program?.analysis.notice) return program.analysis.notice;
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !/\.json$/i.test(document.fileName)) return usual;
  const { readConfigFile } = await import('../code/settings/configFile');
  return readConfigFile(path.basename(document.fileName), document.getText()).notice ?? usual;
}
