/** A stretch of a program's text that can be parsed by itself: one statement at the margin, and what stands until the next. */
export interface Chunk {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
  /** How many lines it has. */
  readonly lines: number;
  /** The name of the one function or class that the chunk defines; null for any other. */
  readonly defines: string | null;
  /** Whether it ends in a text literal. */
  readonly open: boolean;
}

const definition = /^(?:async[ \t]+def|def|class)[ \t]+(\w+)/;

/** Lines that go on with the statement before them though they stand at the margin. */
const continuation = /^(?:else|elif|except|finally)\b|^[)\]}]/;

/**
 * A line that can only be the start of a statement, even while a bracket is open: the bracket was never closed, as
 * happens all the time while typing.
 */
const certainStart =
  /^(?:def|class|import|with|try|async)\b|^from[ \t]+[\w.]+[ \t]+import\b|^@|^\w+[ \t]*=[ \t]*\w+(?:\.\w+)*\(/;

/** A line that is hardly ever anything but a statement, even in a text literal, if one was never closed. */
const statementInText =
  /^(?:def|class)[ \t]+\w+[ \t]*[(:]|^@\w|^import[ \t]+\w|^from[ \t]+[\w.]+[ \t]+import\b|^if __name__\b|^\w+[ \t]*=[ \t]*\w+(?:\.\w+)*\(/;

/** Whole lines of a text up to a length; of a single line, its beginning. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, text.lastIndexOf('\n', most) + 1 || most);

/** A text in chunks. */
export interface Chunks {
  readonly all: readonly Chunk[];
  /** A text literal was never closed; the chunks are what is left when each ends where a statement certainly begins. */
  readonly repaired: boolean;
}

/**
 * Splits a text at statements that stand at the margin, so that an edit makes only its own chunk be parsed again.
 * @param before the chunks of an earlier version of the text: what stands before and after the edit is taken from them
 */
export function chunksOf(text: string, before: Chunks | null = null): Chunks {
  const all = split(text, before && !before.repaired ? before.all : []);
  const isOpen = all.at(-1)?.open === true;
  return isOpen ? { all: splitAll(text, true), repaired: true } : { all, repaired: false };
}

/** All chunks from the beginning. */
function splitAll(text: string, repair: boolean): Chunk[] {
  const chunks: Chunk[] = [];
  for (let [line, offset] = [0, 0]; offset < text.length;) {
    const chunk = nextChunk(text, line, offset, repair);
    chunks.push(chunk);
    line += chunk.lines;
    offset += chunk.text.length;
  }
  return chunks;
}

/** A part of a text keeps the whole text alive; a copy does not, so that not every version of a document is kept. */
const copied = (part: string): string => Buffer.from(part, 'utf16le').toString('utf16le');

/** All chunks, the unchanged ones taken from those before. */
function split(text: string, before: readonly Chunk[]): readonly Chunk[] {
  const kept = unchangedBeginning(text, before);
  const first = before.at(kept);
  if (!first) return splitAll(text, false);
  const chunks = before.slice(0, kept);
  const rest = unchangedEnd(text, before, kept);
  let same = 0;
  for (let { line, offset } = first; offset < text.length;) {
    const chunk = nextChunk(text, line, offset, false);
    chunks.push({ ...chunk, text: copied(chunk.text) });
    line += chunk.lines;
    offset += chunk.text.length;
    while (same < rest.length && (rest.at(same)?.offset ?? 0) < offset) same++;
    if (rest.at(same)?.offset === offset) return [...chunks, ...movedTo(line, rest.slice(same))];
  }
  return chunks;
}

/**
 * How many chunks are certainly the same as before. Where a chunk ends depends on the line after it, so the last one
 * before a change is looked at again.
 */
function unchangedBeginning(text: string, before: readonly Chunk[]): number {
  const changed = before.findIndex((chunk) => !stands(chunk.text, text, chunk.offset));
  return Math.max(0, (changed < 0 ? before.length : changed) - 1);
}

/** Fifty times as fast as `startsWith`, which goes character by character. */
const stands = (part: string, text: string, at: number): boolean => text.slice(at, at + part.length) === part;

/** The chunks after the change, where they stand now; from any of their beginnings on, nothing depends on what is before. */
function unchangedEnd(text: string, before: readonly Chunk[], kept: number): Chunk[] {
  const last = before.at(-1);
  if (!last) return [];
  const moved = text.length - (last.offset + last.text.length);
  let first = before.length;
  while (first > kept + 1) {
    const chunk = before.at(first - 1);
    if (!chunk || !stands(chunk.text, text, chunk.offset + moved)) break;
    first--;
  }
  return before.slice(first).map((chunk) => ({ ...chunk, offset: chunk.offset + moved }));
}

function movedTo(line: number, chunks: readonly Chunk[]): readonly Chunk[] {
  const moved = line - (chunks.at(0)?.line ?? 0);
  return moved === 0 ? chunks : chunks.map((chunk) => ({ ...chunk, line: chunk.line + moved }));
}

/** The chunk that begins here; nothing it depends on stands before it. */
function nextChunk(text: string, line: number, offset: number, repair: boolean): Chunk {
  const state: LineState = { brackets: 0, quote: '', continued: false };
  let defines: string | null = null;
  let decorated = false;
  let lines = 0;
  let at = offset;
  while (at < text.length) {
    const end = endOfLine(text, at);
    if (lines >= mostContinued) state.continued = false;
    const begins = beginsStatement(text, at, end, state, repair);
    if (begins) [state.brackets, state.quote] = [0, ''];
    const defined = begins ? definedBy(text, at, end) : null;
    const decorates = begins && text.charCodeAt(at) === atSign;
    if (at === offset) [defines, decorated] = [defined, decorates];
    else if (begins && !decorated) break;
    else if (decorated && defined !== null) [defines, decorated] = [defined, false];
    followLine(text, at, end, state);
    at = end;
    lines++;
  }
  return { text: text.slice(offset, at), line, offset, lines, defines, open: state.quote !== '' };
}

function beginsStatement(text: string, at: number, end: number, state: LineState, repair: boolean): boolean {
  if (!isMargin(text.charCodeAt(at)) || state.continued || (state.quote !== '' && !repair)) return false;
  const row = text.slice(at, Math.min(end, at + longestRow));
  if (state.quote !== '') return statementInText.test(row);
  return state.brackets === 0 ? !continuation.test(row) : certainStart.test(row);
}

const definedBy = (text: string, at: number, end: number): string | null =>
  definition.exec(text.slice(at, Math.min(end, at + longestRow)))?.[1] ?? null;

/** A statement is not continued over more lines by backslashes: tree-sitter looks ahead over all of them at each. */
const mostContinued = 200;

/** So much of a line tells what it is. */
const longestRow = 200;

const atSign = 64;

/** Neither blank nor a comment nor indented. */
const isMargin = (code: number): boolean => code > 32 && code !== 35;

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

/** Whether a line ends inside brackets, a triple-quoted text or a continued line. */
export interface LineState {
  brackets: number;
  quote: string;
  continued: boolean;
}

/** Carries the state over the line from `start` to `end`. */
export function followLine(text: string, start: number, end: number, state: LineState): void {
  state.continued = false;
  for (let n = start; n < end; n++) {
    const c = text.charCodeAt(n);
    if (state.quote !== '') n = followQuote(text, n, c, state);
    else if (c === 35) return;
    else if (c === 34 || c === 39) {
      const quote = text.charAt(n);
      state.quote = text.startsWith(quote + quote + quote, n) ? quote + quote + quote : quote;
      n += state.quote.length - 1;
    } else if (c === 40 || c === 91 || c === 123) state.brackets++;
    else if (c === 41 || c === 93 || c === 125) state.brackets = Math.max(0, state.brackets - 1);
    else if (c === 92 && (text.charCodeAt(n + 1) === 10 || text.charCodeAt(n + 1) === 13)) state.continued = true;
  }
  if (state.quote.length === 1) state.quote = '';
}

/** One character inside a text; the position to go on from. */
function followQuote(text: string, n: number, c: number, state: LineState): number {
  if (c === 92) return n + 1;
  if (!text.startsWith(state.quote, n)) return n;
  const last = n + state.quote.length - 1;
  state.quote = '';
  return last;
}
