/**
 * Closes brackets that were never closed, as happens all the time while typing. A line that begins while a bracket is
 * open, no further in than the line where the first of them was opened, begins a new statement; the brackets are closed
 * where the code of the line before it ends, so that lines and columns of everything written stay what they were. A text
 * without such brackets comes back as it is.
 */
export function closeBrackets(text: string): string {
  const insertions: { readonly at: number; readonly closers: string }[] = [];
  const open: string[] = [];
  let quote = '';
  let codeEnd = 0;
  let indentation = 0;
  let openedAt = 0;
  const close = (): void => {
    if (open.length > 0) insertions.push({ at: codeEnd, closers: open.reverse().join('') });
    open.length = 0;
  };
  for (let n = 0; n < text.length; n++) {
    const character = text.charAt(n);
    if (quote !== '') {
      if (character === '\\') n++;
      else if (text.startsWith(quote, n) || (character === '\n' && quote.length === 1)) {
        n += Math.max(0, quote.length - 1);
        quote = '';
      }
      codeEnd = Math.min(n + 1, text.length);
      continue;
    }
    if (n === 0 || text.charAt(n - 1) === '\n') {
      indentation = indentationAt(text, n);
      if (open.length > 0 && indentation <= openedAt && /[\w@"']/.test(text.charAt(n + indentation))) close();
    }
    if (character === '#') {
      n = endOfLine(text, n) - 1;
      continue;
    }
    if (character === '"' || character === "'") {
      quote = text.startsWith(character.repeat(3), n) ? character.repeat(3) : character;
      n += quote.length - 1;
    } else if (character in closerOf) {
      if (open.length === 0) openedAt = indentation;
      open.push(closerOf[character]);
    } else if (character === open.at(-1)) open.pop();
    if (!/\s/.test(character)) codeEnd = n + 1;
  }
  close();
  return withInsertions(text, insertions);
}

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Of the line that begins there, in characters. */
function indentationAt(text: string, from: number): number {
  let n = from;
  while (text.charAt(n) === ' ' || text.charAt(n) === '\t') n++;
  return n - from;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function withInsertions(
  text: string,
  insertions: readonly { readonly at: number; readonly closers: string }[],
): string {
  let result = '';
  let from = 0;
  for (const { at, closers } of insertions) {
    result += text.slice(from, at) + closers;
    from = at;
  }
  return result + text.slice(from);
}
