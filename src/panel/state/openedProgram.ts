import * as vscode from 'vscode';
import type { Program, Programs } from '../../workbench/programs';
import { isTabOf } from './goTo';

/**
 * The program at an address. A file or notebook whose tab has not been looked at since the window was opened is not
 * loaded yet, so it is loaded here; null when it is closed.
 */
export async function openedProgram(programs: Programs, uri: vscode.Uri): Promise<Program | null> {
  const program = await programs.at(uri);
  const tab = program
    ? undefined
    : vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((each) => isTabOf(each, uri));
  if (!tab) return program;
  try {
    if (tab.input instanceof vscode.TabInputNotebook) await vscode.workspace.openNotebookDocument(uri);
    else await vscode.workspace.openTextDocument(uri);
  } catch {
    return null;
  }
  return programs.at(uri);
}
