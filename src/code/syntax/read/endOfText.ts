/** Where a text literal ends whose quote stands at `quote`; null when it does not. */
export function endOfText(text: string, quote: number, to: number): number | null {
  const mark = text.charCodeAt(quote);
  const triple = text.charCodeAt(quote + 1) === mark && text.charCodeAt(quote + 2) === mark;
  for (let n = quote + (triple ? 3 : 1); n < to; n++) {
    const c = text.charCodeAt(n);
    if (c === 92) n += text.charCodeAt(n + 1) === 13 && text.charCodeAt(n + 2) === 10 ? 2 : 1;
    else if (c === mark) {
      if (!triple) return n + 1;
      if (n + 2 < to && text.charCodeAt(n + 1) === mark && text.charCodeAt(n + 2) === mark) return n + 3;
    } else if (c === 10 && !triple) return null;
  }
  return null;
}
