import { isWrittenOut, pythonText, quoteOf, shortened, type Quote } from './pythonText';
import type { KeywordChange } from './schedulerChanges';
import { argumentsOf, unfinishedIn, type Stretch, type WrittenArgument, type WrittenArguments } from './callArguments';

/** The parameters of a call, and what it unpacks. */
export interface CallShape {
  /** The parameters that can be given by position, in order. */
  readonly parameters: readonly string[];
  /** Arguments that reach the call from a dict that it unpacks. */
  readonly unpacked: readonly string[];
}

/** A call cannot be rewritten; the message is the reason, as a sentence. */
export class CannotRewrite extends Error {}

/**
 * The text with the changes made in the call at `call`: values are replaced, keywords added in the layout of the others, and
 * keywords at their default removed.
 *
 * @throws CannotRewrite when a value is not written in the call
 */
export function rewriteCall(text: string, call: Stretch, changes: readonly KeywordChange[], shape: CallShape): string {
  let end = call.end;
  let current = text;
  for (const change of changes) {
    const stretch = { start: call.start, end };
    const written = argumentsOf(current, stretch);
    if (!written) throw new CannotRewrite('The code that makes it is not a call whose arguments could be changed.');
    refuseUnfinished(current, written);
    const next = withChange(current, written, change, shape, quoteIn(current, stretch));
    end += next.length - current.length;
    current = next;
  }
  return current;
}

/** @throws CannotRewrite for a call with a syntax error */
function refuseUnfinished(text: string, written: WrittenArguments): void {
  const unfinished = unfinishedIn(text, written);
  if (!unfinished) return;
  const shown = shortened(text.slice(unfinished.start, unfinished.end));
  throw new CannotRewrite(`The call is not finished: see \`${shown}\`. Finish it first.`);
}

function withChange(
  text: string,
  written: WrittenArguments,
  change: KeywordChange,
  shape: CallShape,
  quote: Quote,
): string {
  const argument = argumentNamed(written, change.name, shape);
  if (!argument) return change.isDefault ? unchanged(text, change, shape) : added(text, written, change, shape, quote);
  if (change.isDefault && argument.name !== null) return removed(text, written, argument);
  return replaced(text, argument, change, quote);
}

/** @throws CannotRewrite */
function argumentNamed({ list }: WrittenArguments, name: string, { parameters }: CallShape): WrittenArgument | null {
  const keyword = list.find((argument) => argument.name === name);
  if (keyword) return keyword;
  const place = parameters.indexOf(name);
  const positional = list.filter((argument) => argument.name === null && argument.splat !== '**');
  const spread = positional.findIndex(({ splat }) => splat === '*');
  if (place < 0 || (spread < 0 && place >= positional.length)) return null;
  if (spread >= 0 && place >= spread) {
    throw new CannotRewrite(`\`${name}\` may be in the list that is unpacked there with \`*\`.`);
  }
  return positional[place];
}

function unchanged(text: string, { name }: KeywordChange, { unpacked }: CallShape): string {
  if (unpacked.includes(name)) throw outOfDict(name);
  return text;
}

const outOfDict = (name: string): CannotRewrite =>
  new CannotRewrite(`\`${name}\` comes out of a dict that is unpacked there: change it where the dict is made.`);

function replaced(
  text: string,
  { value }: WrittenArgument,
  { name, value: wanted }: KeywordChange,
  quote: Quote,
): string {
  const written = text.slice(value.start, value.end);
  if (!isWrittenOut(written)) {
    throw new CannotRewrite(`\`${name}\` is not written out there but taken from \`${shortened(written)}\`.`);
  }
  return spliced(text, value, keepingFloat(written, pythonText(wanted, quote)));
}

/** A float stays a float: `3.0` becomes `5.0`. */
export function keepingFloat(before: string, after: string): string {
  return /^[+-]?\d*\.\d*$/.test(before.trim()) && /^-?\d+$/.test(after) ? `${after}.0` : after;
}

function added(
  text: string,
  written: WrittenArguments,
  change: KeywordChange,
  { unpacked }: CallShape,
  quote: Quote,
): string {
  if (unpacked.includes(change.name)) throw outOfDict(change.name);
  const keyword = `${change.name}=${pythonText(change.value, quote)}`;
  const { list, inside, trailingComma } = written;
  // Before a dict that is unpacked, as people write it.
  const next = list.find(({ splat }) => splat === '**');
  if (next) return spliced(text, { start: next.start, end: next.start }, `${keyword},${separator(text, next)}`);
  const last = list.at(-1);
  if (!last) return spliced(text, { start: inside.start, end: inside.start }, keyword);
  const gap = separator(text, last);
  if (trailingComma !== null) return addedAfterComma(text, trailingComma, gap, keyword);
  if (gap === ' ') return spliced(text, { start: last.end, end: last.end }, `, ${keyword}`);
  // A comment may follow on the line of the last argument, and stays with it.
  const line = Math.min(endOfLine(text, last.end), inside.end);
  const withKeyword = spliced(text, { start: line, end: line }, `${gap}${keyword}`);
  return spliced(withKeyword, { start: last.end, end: last.end }, ',');
}

function addedAfterComma(text: string, comma: number, gap: string, keyword: string): string {
  const at = gap === ' ' ? comma + 1 : endOfLine(text, comma);
  return spliced(text, { start: at, end: at }, `${gap}${keyword},`);
}

/** The text between arguments: a new line with its indentation where each has its own line, else a space. */
function separator(text: string, { start }: Stretch): string {
  const line = text.lastIndexOf('\n', start - 1);
  const indent = text.slice(line + 1, start);
  if (line < 0 || indent.trim() !== '') return ' ';
  return `${text[line - 1] === '\r' ? '\r\n' : '\n'}${indent}`;
}

function removed(text: string, { list, inside, trailingComma }: WrittenArguments, argument: WrittenArgument): string {
  const place = list.indexOf(argument);
  const next = list.at(place + 1);
  if (list.length === 1)
    return spliced(text, { start: argument.start, end: (trailingComma ?? argument.end - 1) + 1 }, '');
  const isAlone = separator(text, argument) !== ' ' && (!next || separator(text, next) !== ' ');
  if (isAlone && endOfLine(text, argument.end) < inside.end) {
    // The comment on its line is removed too.
    const start = text.lastIndexOf('\n', argument.start - 1);
    return spliced(text, { start, end: text.indexOf('\n', argument.end) }, '');
  }
  if (next) return spliced(text, { start: argument.start, end: next.start }, '');
  return spliced(text, { start: list[place - 1].end, end: argument.end }, '');
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

function spliced(text: string, { start, end }: Stretch, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** The quotes of the call itself, else those of the text before and after it. */
function quoteIn(text: string, { start, end }: Stretch): Quote {
  const call = text.slice(start, end);
  return /["']/.test(call) ? quoteOf(call) : quoteOf(text);
}
