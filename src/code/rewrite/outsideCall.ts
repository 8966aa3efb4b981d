/**
 * Values that do not stand in the call they reach, but where a variable is set, a dict is made or a parameter has its
 * default: there they are changed, as long as nothing else of the program hangs on them.
 */
import type { PythonValue, Reading, SourceRange } from '../../json/value';
import type { SchedulerReading } from '../sites/site';
import { isWrittenOut, pythonText, quoteOf } from './pythonText';
import { CannotRewrite, likeBefore } from './rewriteCall';
import { shortened } from './shortened';
import type { KeywordChange } from './schedulerChanges';

/** Where a value is written, if that is outside the call and known to be what reaches it. */
export function writtenElsewhere(reading: Reading | undefined, call: SourceRange): SourceRange | null {
  const range = reading?.known ? reading.range : null;
  return range && !contains(call, range) ? range : null;
}

/**
 * The text for a value that is written elsewhere.
 *
 * @param written what stands at its range now
 * @throws CannotRewrite where it is calculated, or decides about more than this
 */
export function textElsewhere(
  written: string,
  { name, value }: KeywordChange,
  reading: Reading,
  schedulers: readonly SchedulerReading[],
): string {
  if (!reading.known || !isLiteralOf(written, reading.value)) {
    throw new CannotRewrite(
      `\`${name}\` is not written out but calculated: \`${shortened(written)}\`${placeInWords(reading.range)}.`,
    );
  }
  if (reading.range && usersOf(reading.range, schedulers).size > 1) {
    throw new CannotRewrite(
      `\`${name}\` is set to \`${shortened(written)}\`${placeInWords(reading.range)}, which is used for more than this one: change it there if all shall follow.`,
    );
  }
  return likeBefore(written, pythonText(value, quoteOf(written)));
}

/** The places that a value reaches: an option of a scheduler, or an argument of a call. */
function usersOf(range: SourceRange, schedulers: readonly SchedulerReading[]): ReadonlySet<string> {
  const users = new Set<string>();
  const add = (place: SourceRange, readings: Readonly<Record<string, Reading>>): void => {
    for (const [name, reading] of Object.entries(readings))
      if (reading.range && isSame(reading.range, range)) users.add(`${JSON.stringify(place)} ${name}`);
  };
  for (const { expression, options, calls } of schedulers) {
    add(expression, options);
    for (const call of calls) add(call.range, call.args);
  }
  return users;
}

/** Whether a text is a value written out, and that very value. */
function isLiteralOf(text: string, value: PythonValue): boolean {
  if (!isWrittenOut(text)) return false;
  if (typeof value === 'number' && Number.isFinite(value))
    return Number(text.replaceAll('_', '').replaceAll(/\s/g, '')) === value;
  return Array.isArray(value) || [pythonText(value, '"'), pythonText(value, "'")].includes(text);
}

/** " in line 3", for people, who count from 1. */
function placeInWords(range: SourceRange | null): string {
  if (!range) return '';
  const line = `line ${range.line + 1}`;
  return range.cell === null ? ` in ${line}` : ` in cell ${range.cell + 1}, ${line}`;
}

const before = (line: number, col: number, otherLine: number, otherCol: number): boolean =>
  line < otherLine || (line === otherLine && col <= otherCol);

function contains(outer: SourceRange, inner: SourceRange): boolean {
  return (
    outer.cell === inner.cell &&
    before(outer.line, outer.col, inner.line, inner.col) &&
    before(inner.endLine, inner.endCol, outer.endLine, outer.endCol)
  );
}

const isSame = (a: SourceRange, b: SourceRange): boolean => contains(a, b) && contains(b, a);
