import * as vscode from 'vscode';
import type { SourceRange } from '../../json/value';
import { documentOf, toRange } from '../../workbench/position';
import type { Inspection } from '../../inspect/inspection';
import { named } from './named';
import type { PageMessage } from '../protocol';

/** A row of the panel's tables. */
export type Place = Extract<PageMessage, { type: 'goTo' }>;

/** The stretch of code that a row of the panel's tables comes from. */
export function rangeOf({ reading, resolved }: Inspection, { what, name }: Place): SourceRange | null {
  switch (what) {
    case 'scheduler':
      return reading.anchor;
    case 'call':
      return named(resolved.call, name)?.range ?? null;
    case 'option':
      return named(resolved.config, name)?.range ?? named(reading.options, name)?.range ?? null;
  }
}

/** Selects the stretch in the editor that already shows the document, not in the panel's group. */
export async function showRange(uri: vscode.Uri, range: SourceRange): Promise<void> {
  const target = documentOf(uri, range)?.uri ?? uri;
  const options = { selection: toRange(range), viewColumn: columnShowing(uri) ?? vscode.ViewColumn.One };
  await vscode.commands.executeCommand('vscode.open', target, options);
}

function columnShowing(uri: vscode.Uri): vscode.ViewColumn | undefined {
  return vscode.window.tabGroups.all.find((group) => group.tabs.some((tab) => isTabOf(tab, uri)))?.viewColumn;
}

/** Whether a tab shows the file or notebook. */
export function isTabOf({ input }: vscode.Tab, uri: vscode.Uri): boolean {
  const shows = input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook;
  return shows && input.uri.toString() === uri.toString();
}
