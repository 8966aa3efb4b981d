import * as vscode from 'vscode';
import type { SourceRange } from '../json/value';
import type { ProgramPosition } from '../inspect/nearest';

/** Between places of a program and places of the editor; a notebook is one program whose cells are documents. */

/** The notebook a document is a cell of, or null for a plain file. */
export function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | null {
  const holds = (notebook: vscode.NotebookDocument) => notebook.getCells().some((cell) => cell.document === document);
  return vscode.workspace.notebookDocuments.find(holds) ?? null;
}

/** What a program is known by: the file's or the notebook's address. */
export function programUri(document: vscode.TextDocument): vscode.Uri {
  return notebookOf(document)?.uri ?? document.uri;
}

export function positionIn(document: vscode.TextDocument, { line, character }: vscode.Position): ProgramPosition {
  const cell = notebookOf(document)
    ?.getCells()
    .find((candidate) => candidate.document === document);
  return { cell: cell?.index ?? null, line, col: character };
}

export function toRange({ line, col, endLine, endCol }: SourceRange): vscode.Range {
  return new vscode.Range(line, col, endLine, endCol);
}

/** The document that a range of a program lies in, or null when it is no longer open. */
export function documentOf(uri: vscode.Uri, { cell }: Pick<SourceRange, 'cell'>): vscode.TextDocument | null {
  const address = uri.toString();
  if (cell === null)
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === address) ?? null;
  const notebook = vscode.workspace.notebookDocuments.find((candidate) => candidate.uri.toString() === address);
  return notebook && cell < notebook.cellCount ? notebook.cellAt(cell).document : null;
}
