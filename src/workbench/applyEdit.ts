import * as vscode from 'vscode';
import type { ProgramText } from '../code/text/program';
import type { TextEdit } from '../code/rewrite/rewrite';
import { documentOf } from './position';
import { isReadOnly } from './readOnly';

/** What became of edits; `refused` where the document cannot be written. */
export type Application = 'made' | 'changed meanwhile' | 'refused';

/**
 * Makes edits of a program in its documents, as one step that can be undone.
 *
 * @param read the texts that the edits were made for: where a document says something else by now, nothing is edited
 */
export async function applyEdits(uri: vscode.Uri, read: ProgramText, edits: readonly TextEdit[]): Promise<Application> {
  if (await isReadOnly(uri)) return 'refused';
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const { cell, start, end, text } of edits) {
    const document = documentOf(uri, { cell });
    if (!document || document.getText() !== textOf(read, cell)) return 'changed meanwhile';
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    workspaceEdit.replace(document.uri, range, text);
  }
  return (await vscode.workspace.applyEdit(workspaceEdit)) ? 'made' : 'refused';
}

function textOf({ cells }: ProgramText, cell: number | null): string | undefined {
  return cells.find(({ index }) => index === cell)?.text;
}
