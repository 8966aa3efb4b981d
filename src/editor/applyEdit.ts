import * as vscode from 'vscode';
import type { ProgramText } from '../code/program';
import type { TextEdit } from '../code/rewrite/rewrite';
import { documentOf } from './position';

/**
 * Makes edits of a program in its documents, as one step that can be undone.
 *
 * @param read the texts that the edits were made for: where a document says something else by now, nothing is edited
 * @returns whether they were made
 */
export async function applyEdits(uri: vscode.Uri, read: ProgramText, edits: readonly TextEdit[]): Promise<boolean> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { cell, start, end, text } of edits) {
    const document = documentOf(uri, { cell });
    if (document?.getText() !== read.cells.find(({ index }) => index === cell)?.text) return false;
    if (!document) return false;
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    workspaceEdit.replace(document.uri, range, text);
  }
  return vscode.workspace.applyEdit(workspaceEdit);
}
