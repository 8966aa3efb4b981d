import { basename } from 'node:path';
import type { Reading, SourceRange } from '../../json/value';
import type { ProgramText } from '../text/program';
import type { SchedulerReading } from '../sites/site';
import { textElsewhere, writtenElsewhere } from './outsideCall';
import { CannotRewrite, rewriteCall, type CallShape } from './rewriteCall';
import type { Stretch } from './callArguments';
import type { KeywordChange, SchedulerChanges } from './schedulerChanges';

/** One replacement; offsets are UTF-16 units in the text of the cell. */
export interface TextEdit {
  readonly cell: number | null;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edits for the changes, or the sentence why there are none. */
export type Rewriting =
  { readonly ok: true; readonly edits: readonly TextEdit[] } | { readonly ok: false; readonly reason: string };

/** The scheduler to change, among all that the program makes. */
export interface Subject {
  readonly schedulers: readonly SchedulerReading[];
  readonly scheduler: number;
  /** Index into its `calls`, or null when none is meant. */
  readonly call: number | null;
  /** What the class's constructor takes, in its order. */
  readonly parameters: readonly string[];
}

/**
 * The smallest edits of a program after which a scheduler has other options or other steps.
 *
 * @param program the same text that `subject` was read from
 */
export function rewrite(program: ProgramText, subject: Subject, changes: SchedulerChanges): Rewriting {
  if (program.cells.length === 0) return { ok: false, reason: onlyPython };
  try {
    const edits = [
      ...(changes.config.length > 0 ? editsOfConstructor(program, subject, changes.config) : []),
      ...(changes.call.length > 0 ? editsOfCall(program, subject, changes.call) : []),
    ].filter(({ start, end, text }) => start < end || text !== '');
    refuseOverlap(edits);
    return { ok: true, edits };
  } catch (error) {
    if (error instanceof CannotRewrite) return { ok: false, reason: error.message };
    throw error;
  }
}

const onlyPython = 'Only Python is written to. Change the settings in their file, or copy the values as Python.';

function editsOfConstructor(program: ProgramText, subject: Subject, changes: readonly KeywordChange[]): TextEdit[] {
  const reading = readingOf(subject);
  if (reading.className === null) {
    throw new CannotRewrite(
      'The scheduler comes with the pipeline, so there is no call that takes its options. Give the pipeline one of its own: copy it with from_config.',
    );
  }
  refuseOtherFile(reading.file);
  const parameters = reading.via === 'constructor' ? subject.parameters : [];
  const target = { range: reading.expression, readings: reading.options, parameters };
  if (!reading.complete) refuseUnknownDict(program, target, changes);
  return editsOf(program, subject, target, changes);
}

function editsOfCall(program: ProgramText, subject: Subject, changes: readonly KeywordChange[]): TextEdit[] {
  const call = readingOf(subject).calls.at(subject.call ?? 0);
  if (!call) {
    throw new CannotRewrite(
      'The code gives this scheduler no steps: there is no set_timesteps or pipeline call to change.',
    );
  }
  refuseOtherFile(call.file);
  const isPipeline = call.kind === 'num_inference_steps';
  const foreign = changes.find(({ name }) => isPipeline && !pipelineArguments.includes(name));
  if (foreign) {
    throw new CannotRewrite(
      `The steps are set by a pipeline, which takes no \`${foreign.name}\`: it makes its own, from the size of the picture for instance.`,
    );
  }
  const parameters = isPipeline ? [] : ['num_inference_steps', 'device'];
  return editsOf(program, subject, { range: call.range, readings: call.args, parameters }, changes);
}

/** @throws CannotRewrite for code in another module of the workspace */
function refuseOtherFile(file: string | undefined): void {
  if (file !== undefined) throw new CannotRewrite(`This is written in ${basename(file)}. Open that file to change it.`);
}

/** @throws CannotRewrite for a scheduler that is no longer there */
function readingOf({ schedulers, scheduler }: Subject): SchedulerReading {
  const reading = schedulers.at(scheduler);
  if (!reading) throw new CannotRewrite('The scheduler is no longer in the code.');
  return reading;
}

/** The arguments that pipelines pass to `set_timesteps`. */
const pipelineArguments = ['num_inference_steps', 'timesteps', 'sigmas'];

/** Arguments that reach a call from a dict that it unpacks. */
function unpackedIn(program: ProgramText, range: SourceRange, names: readonly string[]): readonly string[] {
  const { text, stretch } = placeOf(program, range);
  const call = text.slice(stretch.start, stretch.end);
  if (!unpacks.test(call)) return [];
  return names.filter((name) => !new RegExp(`\\b${name}\\s*=`).test(call));
}

/** A dict whose keys are not known may hold the option already, and Python takes no keyword twice. */
function refuseUnknownDict(program: ProgramText, { range, readings }: Target, changes: readonly KeywordChange[]): void {
  const { text, stretch } = placeOf(program, range);
  const call = text.slice(stretch.start, stretch.end);
  const missing = changes.find(({ name }) => !Object.hasOwn(readings, name));
  if (!missing || !unpacks.test(call)) return;
  throw new CannotRewrite(
    `\`${missing.name}\` may be in the dict that is unpacked there with \`**\`, whose keys the code alone does not tell.`,
  );
}

const unpacks = /\*\*\s*[\w{(]/;

/** A call whose arguments are to change. */
interface Target {
  readonly range: SourceRange;
  readonly readings: Readonly<Record<string, Reading>>;
  /** The parameters that can be given by position, in order. */
  readonly parameters: readonly string[];
}

function editsOf(
  program: ProgramText,
  { schedulers }: Subject,
  { range, readings, parameters }: Target,
  changes: readonly KeywordChange[],
): TextEdit[] {
  const elsewhere: TextEdit[] = [];
  const here: KeywordChange[] = [];
  for (const change of changes) {
    const reading = Object.hasOwn(readings, change.name) ? readings[change.name] : undefined;
    if (reading?.file !== undefined)
      throw new CannotRewrite(`\`${change.name}\` is set in another file, ${basename(reading.file)}: change it there.`);
    const written = writtenElsewhere(reading, range);
    if (!reading || !written) {
      here.push(change);
      continue;
    }
    const { text, stretch } = placeOf(program, written);
    const before = text.slice(stretch.start, stretch.end);
    elsewhere.push({ cell: written.cell, ...stretch, text: textElsewhere(before, change, reading, schedulers) });
  }
  if (here.length === 0) return elsewhere;
  const shape = { parameters, unpacked: unpackedIn(program, range, Object.keys(readings)) };
  return [...elsewhere, editOf(program, range, here, shape)];
}

function editOf(
  program: ProgramText,
  range: SourceRange,
  changes: readonly KeywordChange[],
  shape: CallShape,
): TextEdit {
  const { text, stretch } = placeOf(program, range);
  return { cell: range.cell, ...difference(text, rewriteCall(text, stretch, changes, shape)) };
}

function placeOf(program: ProgramText, range: SourceRange): { text: string; stretch: Stretch } {
  const cell = program.cells.find(({ index }) => index === range.cell);
  if (!cell) throw new CannotRewrite('The cell of the call is gone.');
  const starts = lineStarts(cell.text);
  const [first, last] = [starts.at(range.line), starts.at(range.endLine)];
  if (first === undefined || last === undefined) throw new CannotRewrite('The code has changed meanwhile.');
  return { text: cell.text, stretch: { start: first + range.col, end: last + range.endCol } };
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}

/** The difference of two texts, without their common beginning and end. */
function difference(before: string, after: string): Omit<TextEdit, 'cell'> {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === after.at(-1 - same)) same++;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

function refuseOverlap(edits: readonly TextEdit[]): void {
  for (const [i, a] of edits.entries())
    for (const b of edits.slice(i + 1))
      if (a.cell === b.cell && a.start < b.end && b.start < a.end)
        throw new CannotRewrite('One call is inside the other; change them one after the other.');
}

/** The program with edits made. */
export function applied(program: ProgramText, edits: readonly TextEdit[]): ProgramText {
  const backwards = edits.toSorted((a, b) => b.start - a.start);
  return {
    cells: program.cells.map(({ index, text }) => ({
      index,
      text: backwards
        .filter(({ cell }) => cell === index)
        .reduce((current, edit) => current.slice(0, edit.start) + edit.text + current.slice(edit.end), text),
    })),
  };
}
