/** A stretch of a program's text that was parsed by itself, and where it stands now. */
export class Source {
  private lineStarts: Int32Array | null = null;
  private place = { cell: null as number | null, line: 0, offset: 0, file: null as string | null };

  constructor(readonly text: string) {}

  /** Puts the text somewhere else: a chunk that was parsed before is used again where it has moved to. */
  moveTo(cell: number | null, line: number, offset: number, file: string | null): void {
    this.place = { cell, line, offset, file };
  }

  /** The path of the module that the text belongs to; null for the program itself. */
  get file(): string | null {
    return this.place.file;
  }

  get cell(): number | null {
    return this.place.cell;
  }

  /** Where the text begins in its file or cell, in UTF-16 units. */
  get offset(): number {
    return this.place.offset;
  }

  /** Line and column in the file or cell, both from 0, of an offset in this text. */
  position(offset: number): { line: number; col: number } {
    const starts = (this.lineStarts ??= startsOfLines(this.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: this.place.line + low, col: offset - (starts[low] ?? 0) };
  }
}

function startsOfLines(text: string): Int32Array {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return Int32Array.from(starts);
}
