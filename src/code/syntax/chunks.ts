/** A stretch of a program's text that can be parsed by itself: some top-level statements, or one definition. */
export interface Chunk {
  readonly text: string;
  readonly line: number;
  readonly offset: number;
  /** The name of the one function or class that the chunk defines; null for any other. */
  readonly defines: string | null;
}

/** Statements between definitions are parsed together up to about this many characters. */
const usualLength = 1500;

const definition = /^(?:async[ \t]+def|def|class)[ \t]+(\w+)/;

/** Lines that go on with the statement before them though they stand at the margin. */
const continuation = /^(?:else|elif|except|finally)\b|^[)\]}]/;

/**
 * A line that can only be the start of a statement, even while a bracket is open: the bracket was never closed, as
 * happens all the time while typing.
 */
const certainStart =
  /^(?:def|class|import|with|try|async)\b|^from[ \t]+[\w.]+[ \t]+import\b|^@|^\w+[ \t]*=[ \t]*\w+(?:\.\w+)*\(/;

/** Whole lines of a text up to a length. */
export const beginningOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, text.lastIndexOf('\n', most) + 1);

/** Splits a text at statements that stand at the margin, so that an edit makes only its own chunk be parsed again. */
export function chunksOf(text: string): Chunk[] {
  const chunks: Chunk[] = [];
  const state: LineState = { brackets: 0, quote: '', continued: false };
  let start = { line: 0, offset: 0, defines: null as string | null, open: false };
  const close = (end: number): void => {
    if (end > start.offset) chunks.push({ ...start, text: text.slice(start.offset, end) });
  };
  let line = 0;
  for (let offset = 0; offset < text.length; line++) {
    const end = endOfLine(text, offset);
    const first = text.charCodeAt(offset);
    if (isMargin(first) && state.quote === '' && !state.continued) {
      const row = text.slice(offset, Math.min(end, offset + 200));
      const begins = state.brackets === 0 ? !continuation.test(row) : certainStart.test(row);
      if (begins) state.brackets = 0;
      const defines = begins ? (definition.exec(row)?.[1] ?? null) : null;
      const decorated = begins && first === at;
      const full = offset - start.offset > usualLength;
      if (begins && !start.open && (defines !== null || decorated || start.defines !== null || full)) {
        close(offset);
        start = { line, offset, defines, open: decorated };
      } else if (start.open && defines !== null) start = { ...start, defines, open: false };
    }
    followLine(text, offset, end, state);
    offset = end;
  }
  close(text.length);
  return chunks;
}

const at = 64;

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
