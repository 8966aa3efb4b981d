import * as vscode from 'vscode';
import { isReadable } from '../../workbench/format';
import type { Programs } from '../../workbench/programs';
import { programUri } from '../../workbench/position';
import { readConfigFile } from '../../code/settings/configFile';
import { additionsFor, pinOfConfigFile, type Model } from './additions';
import type { NewPin } from '../state/comparison';
import { pinOfCode } from './fromCode';
import { allInCode, nameOfDocument } from './pinnedCode';

interface Choice extends vscode.QuickPickItem {
  readonly pin?: NewPin;
  readonly file?: true;
}

/** Lets the user choose schedules to compare with: several at once. Undefined when nothing is chosen. */
export async function pickPins(programs: Programs, model: Model): Promise<readonly NewPin[] | undefined> {
  const items: Choice[] = [
    ...(await openItems(programs)),
    separator('Elsewhere'),
    {
      label: '$(folder-opened) From a file…',
      description: 'Python, notebook, scheduler_config.json, model_index.json',
      file: true,
    },
    ...additionsFor(model).flatMap(({ title, additions }) => [
      separator(title),
      ...additions.map(({ label, description, pin }): Choice => ({ label, description, pin })),
    ]),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: 'Add to the Comparison',
    placeHolder: 'Schedulers of your code, samplers by their A1111 or ComfyUI names, schedules of k-diffusion, models',
  });
  if (!chosen) return undefined;
  const pins = chosen.flatMap(({ pin }) => pin ?? []);
  return chosen.some(({ file }) => file) ? [...pins, ...(await fromFiles(programs, model.steps))] : pins;
}

const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });

/** The schedulers of every program that is open, file by file. */
async function openItems(programs: Programs): Promise<Choice[]> {
  const uris = new Map(
    vscode.workspace.textDocuments
      .filter((document) => isReadable(document))
      .map((document) => [programUri(document).toString(), programUri(document)]),
  );
  const groups = await Promise.all([...uris.values()].map((uri) => itemsOf(programs, uri)));
  return groups.flat();
}

async function itemsOf(programs: Programs, uri: vscode.Uri): Promise<Choice[]> {
  const program = await programs.at(uri);
  const found = program ? allInCode(program) : [];
  if (found.length === 0) return [];
  const items = found.map((each): Choice => ({ label: each.entry.label, pin: pinOfCode(each) }));
  return [separator(nameOfDocument(uri)), ...items];
}

async function fromFiles(programs: Programs, steps: number): Promise<NewPin[]> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: 'Compare',
    filters: { 'Python, notebooks and configurations': ['py', 'ipynb', 'json'] },
  });
  const found = await Promise.all((uris ?? []).map((uri) => pinsOfFile(programs, uri, steps)));
  return found.flat();
}

async function pinsOfFile(programs: Programs, uri: vscode.Uri, steps: number): Promise<NewPin[]> {
  const { pins, why } = uri.path.endsWith('.json')
    ? await ofConfigFile(uri, steps)
    : { pins: await ofProgram(programs, uri), why: null };
  if (pins.length === 0)
    void vscode.window.showInformationMessage(why ?? `${nameOfDocument(uri)} configures no diffusers scheduler.`);
  return pins;
}

async function ofConfigFile(uri: vscode.Uri, steps: number): Promise<{ pins: NewPin[]; why: string | null }> {
  const text = await textOf(uri);
  const beside = await textOf(vscode.Uri.joinPath(uri, '..', 'scheduler', 'scheduler_config.json'));
  const analysis = readConfigFile(nameOfDocument(uri), text ?? '', () => beside);
  const pin = pinOfConfigFile(analysis, vscode.workspace.asRelativePath(uri), steps);
  return { pins: pin ? [pin] : [], why: analysis.notice };
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function ofProgram(programs: Programs, uri: vscode.Uri): Promise<NewPin[]> {
  try {
    if (uri.path.endsWith('.ipynb')) await vscode.workspace.openNotebookDocument(uri);
    else await vscode.workspace.openTextDocument(uri);
  } catch {
    return [];
  }
  const program = await programs.at(uri);
  return program ? allInCode(program).map((each) => pinOfCode(each)) : [];
}
