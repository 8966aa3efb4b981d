import * as vscode from 'vscode';
import type { Programs } from '../../workbench/programs';
import { entryOf, pickerEntries } from '../state/choices';
import { openedProgram } from '../state/openedProgram';
import type { Pin } from '../protocol';
import type { SchedulerChoice } from '../../inspect/nearest';
import type { Program } from '../../workbench/programs';
import type { InCode } from './fromCode';

export const nameOfDocument = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? uri.path;

/** A scheduler of an open program; null when the choice is of nothing that is there. */
export function inCode(program: Program, choice: SchedulerChoice): InCode | null {
  const entry = entryOf(pickerEntries(program.analysis), choice);
  if (!entry) return null;
  const inspection = program.inspect(entry.scheduler, entry.call);
  return { uri: program.uri.toString(), document: nameOfDocument(program.uri), entry, inspection };
}

/** Every scheduler of a program. */
export function allInCode(program: Program): InCode[] {
  return pickerEntries(program.analysis).flatMap((entry) => inCode(program, entry) ?? []);
}

/**
 * The source of a pin as it is now; null when it is gone. A file that is not open any more is read where it lies, without
 * being shown.
 */
export async function sourceOf({ origin }: Pin, programs: Programs): Promise<InCode | null> {
  if (origin.from !== 'code') return null;
  const uri = vscode.Uri.parse(origin.uri);
  const program = (await openedProgram(programs, uri)) ?? (await closedProgram(programs, uri));
  const entry = program && pickerEntries(program.analysis).find(({ key }) => key === origin.key);
  return program && entry ? inCode(program, entry) : null;
}

async function closedProgram(programs: Programs, uri: vscode.Uri): Promise<Program | null> {
  try {
    if (uri.path.endsWith('.ipynb')) await vscode.workspace.openNotebookDocument(uri);
    else await vscode.workspace.openTextDocument(uri);
  } catch {
    return null;
  }
  return programs.at(uri);
}
