/** One text of a program: a whole file, or one cell of a notebook. */
export class Source {
  private lineStarts: Int32Array | null = null;

  constructor(
    readonly cell: number | null,
    readonly text: string,
  ) {}

  /** Line and column, both from 0, of an offset in UTF-16 units. */
  position(offset: number): { line: number; col: number } {
    const starts = (this.lineStarts ??= startsOfLines(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, col: offset - (starts[low] ?? 0) };
  }
}

/** `\n`, `\r\n` and a lone `\r` end a line, as they do in Python and in VS Code. */
function startsOfLines(text: string): Int32Array {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return Int32Array.from(starts);
}
