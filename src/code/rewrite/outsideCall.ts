/**
 * Values that are written outside the call they reach: where a variable is set, a dict is made or a parameter has its
 * default. They are changed there, unless something else uses them too.
 */
import type { PythonValue, Reading, SourceRange } from '../../json/value';
import type { SchedulerReading } from '../sites/site';
import { isWrittenOut, pythonText, quoteOf, shortened } from './pythonText';
import { CannotRewrite, keepingFloat } from './rewriteCall';
import type { KeywordChange } from './schedulerChanges';

/** Where a value is written, if that is outside the call and known to be what reaches it. */
export function writtenElsewhere(reading: Reading | undefined, call: SourceRange): SourceRange | null {
  const range = reading?.known ? reading.range : null;
  return range && !contains(call, range) ? range : null;
}

/**
 * The text for a value that is written elsewhere.
 *
 * @param written the text at its range now
 * @throws CannotRewrite where it is calculated, or used for something else too
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
      `\`${name}\` is set to \`${shortened(written)}\`${placeInWords(reading.range)}, which is used for more than this one: change it there to change all of them.`,
    );
  }
  return keepingFloat(written, pythonText(value, quoteOf(written)));
}

/** The places that use a value: an option of a scheduler, or an argument of a call. */
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

/** Whether a text is a literal of this value. */
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
