import * as vscode from 'vscode';
import type { ShareFormat, NamedSubject } from '../protocol';
import { schedulesAsCsv, schedulesAsJson } from '../shared/compare/columns';
import { seriesOf } from '../shared/compare/series';
import { linkPath, linkQuery } from './link';

/** What is saved or shared, and what draws it. */
export interface Shareable {
  readonly schedules: readonly NamedSubject[];
  /** An SVG document of them, and the same as a PNG file; null where it could not be drawn. */
  readonly drawing: string;
  readonly picture: Uint8Array | null;
}

interface Form extends vscode.QuickPickItem {
  readonly as: ShareFormat;
}

const forms: readonly Form[] = [
  { as: 'png', label: 'Picture (PNG)', description: 'The charts with their legend' },
  { as: 'svg', label: 'Drawing (SVG)', description: 'The charts with their legend' },
  { as: 'csv', label: 'Table (CSV)', description: 'Every step at full precision' },
  { as: 'json', label: 'Data (JSON)', description: 'Configurations and every step at full precision' },
  { as: 'link', label: 'Copy link', description: 'Opens this comparison in another VS Code' },
];

/** Lets the user choose a form; undefined for none. */
export async function pickForm(): Promise<ShareFormat | undefined> {
  const chosen = await vscode.window.showQuickPick(forms, {
    title: 'Save or Share',
    placeHolder: 'Save or copy what is shown',
  });
  return chosen?.as;
}

/**
 * Saves or copies schedules, asking where to.
 *
 * @returns what was done, in a sentence; null when the user gave it up
 */
export async function saveOrShare(as: ShareFormat, shared: Shareable): Promise<string | null> {
  const { schedules, drawing, picture } = shared;
  switch (as) {
    case 'png':
      if (!picture) throw new Error('the browser could not draw the picture. Save it as SVG instead.');
      return save(as, schedules, () => picture);
    case 'svg':
      return save(as, schedules, () => bytesOf(drawing));
    case 'csv':
      return save(as, schedules, () => bytesOf(schedulesAsCsv(schedules.map(seriesOf))));
    case 'json':
      return save(as, schedules, () => bytesOf(schedulesAsJson(schedules.map(seriesOf))));
    case 'link':
      return copyLink(schedules);
  }
}

async function save(
  as: Exclude<ShareFormat, 'link'>,
  schedules: readonly NamedSubject[],
  content: () => Uint8Array,
): Promise<string | null> {
  const name = `${fileName(schedules)}.${as}`;
  const folder = vscode.workspace.workspaceFolders?.at(0)?.uri;
  const uri = await vscode.window.showSaveDialog({
    filters: { [as.toUpperCase()]: [as] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!uri) return null;
  await vscode.workspace.fs.writeFile(uri, content());
  return `Saved ${uri.path.split('/').at(-1) ?? name}.`;
}

function fileName(schedules: readonly NamedSubject[]): string {
  const only = schedules.length === 1 ? schedules.at(0) : undefined;
  if (!only) return 'noise-schedules';
  return (
    only.name
      .replace(/[^\w+-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'noise-schedule'
  );
}

async function copyLink(schedules: readonly NamedSubject[]): Promise<string> {
  await vscode.env.clipboard.writeText(linkOf(schedules));
  return `Copied a link that opens ${schedules.length === 1 ? 'this schedule' : `these ${schedules.length} schedules`}.`;
}

/** The program and the extension a link is for, then the schedules. @throws RangeError when it would be too long */
export function linkOf(schedules: readonly NamedSubject[]): string {
  return `${vscode.env.uriScheme}://sigmascope.sigmascope${linkPath}?${linkQuery(schedules)}`;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
