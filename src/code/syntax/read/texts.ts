import { unescape } from '../literals';
import type { Expression } from '../syntax';
import { expressions } from './lists';
import type { Reading } from './reading';
import { Unreadable } from './tokens';

/** One or several text literals in a row: what they say, with the expressions of f-strings. */
export function textLiterals(t: Reading): Expression {
  const { start } = t;
  const parts: (string | Expression)[] = [];
  while (t.type === 'text') {
    pushParts(t, parts);
    t.next();
  }
  return { kind: 'text', parts, at: t.span(start) };
}

function pushParts(t: Reading, parts: (string | Expression)[]): void {
  const { text } = t.source;
  let quote = t.start;
  while (text.charCodeAt(quote) !== 34 && text.charCodeAt(quote) !== 39) quote++;
  const prefix = text.slice(t.start, quote).toLowerCase();
  const width = text.startsWith(text.charAt(quote).repeat(3), quote) && t.end - quote >= 6 ? 3 : 1;
  const [from, to] = [quote + width, t.end - width];
  const plain = (start: number, end: number): void => {
    const written = text.slice(start, end);
    if (written !== '') parts.push(prefix.includes('r') ? written : unescape(written));
  };
  if (!prefix.includes('f')) plain(from, to);
  else pushInterpolated(t, from, to, plain, parts);
}

/** The texts and braces of an f-string; doubled braces are text. */
function pushInterpolated(
  t: Reading,
  from: number,
  to: number,
  plain: (start: number, end: number) => void,
  parts: (string | Expression)[],
): void {
  const { text } = t.source;
  let written = from;
  for (let n = from; n < to; n++) {
    const c = text.charCodeAt(n);
    if ((c === 123 || c === 125) && text.charCodeAt(n + 1) === c && n + 1 < to) n++;
    else if (c === 125 || (c === 92 && text.charCodeAt(n + 1) === 78)) throw new Unreadable();
    else if (c === 92) n++;
    else if (c === 123) {
      plain(written, n);
      const { value, end } = interpolation(t, n, to);
      parts.push(value);
      n = end;
      written = end + 1;
    }
  }
  plain(written, to);
}

/** `{value}`; with a conversion or a format, what it says cannot be told. */
function interpolation(t: Reading, open: number, to: number): { value: Expression; end: number } {
  const inner = t.part(open + 1, to);
  inner.sink(t.depth + 1);
  const value = expressions(inner);
  if (inner.type === '}') return { value, end: inner.start };
  const end = endOfFormat(t.source.text, inner.start, to);
  const at = { source: t.source, start: open, end: end + 1 };
  return { value: { kind: 'opaque', parts: [value], at }, end };
}

/** `!r`, `:.2f` or `=` up to the closing brace; a format with braces of its own is left to tree-sitter. */
function endOfFormat(text: string, from: number, to: number): number {
  for (let n = from; n < to; n++) {
    const c = text.charCodeAt(n);
    if (c === 125) return n;
    if (c === 123 || c === 92) break;
  }
  throw new Unreadable();
}
