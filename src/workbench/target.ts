import * as v from 'valibot';
import * as vscode from 'vscode';
import { nearestScheduler, type ProgramPosition, type SchedulerChoice } from '../inspect/nearest';
import { positionIn } from './position';
import type { Program, Programs } from './programs';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a command link names: a scheduler of a program, by the program's address and the indices of its analysis. */
const schedulerTarget = v.object({ uri: v.string(), scheduler: index, call: v.nullable(index) });

export type SchedulerTarget = v.InferOutput<typeof schedulerTarget>;

/** A scheduler of an open program. */
export interface TargetScheduler {
  readonly program: Program;
  readonly choice: SchedulerChoice;
}

/**
 * The scheduler a command is about: the one its argument names, or without a valid one the nearest to the cursor.
 * Null when there is none.
 */
export async function targetOf(argument: unknown, programs: Programs): Promise<TargetScheduler | null> {
  const parsed = v.safeParse(schedulerTarget, argument);
  return parsed.success ? targetOfLink(parsed.output, programs) : targetAtCursor(programs);
}

async function targetOfLink(
  { uri, scheduler, call }: SchedulerTarget,
  programs: Programs,
): Promise<TargetScheduler | null> {
  const program = await programs.at(vscode.Uri.parse(uri));
  const reading = program?.analysis.schedulers.at(scheduler);
  if (!program || !reading) return null;
  return { program, choice: { scheduler, call: call !== null && call < reading.calls.length ? call : null } };
}

async function targetAtCursor(programs: Programs): Promise<TargetScheduler | null> {
  const program = await programs.active();
  const position = activePosition();
  const choice = program && position && nearestScheduler(program.analysis, position);
  return choice ? { program, choice } : null;
}

/** The cursor, or the top of the selected cell when a notebook is active but none of its cells is being edited. */
function activePosition(): ProgramPosition | null {
  const editor = vscode.window.activeTextEditor;
  if (editor) return positionIn(editor.document, editor.selection.active);
  const notebook = vscode.window.activeNotebookEditor;
  return notebook ? { cell: notebook.selection.start, line: 0, col: 0 } : null;
}
