import type { Parser } from 'web-tree-sitter';
import { beginningOf, chunksOf, type Chunk, type Chunks } from '../text/chunks';
import { speaksOfSchedulers } from '../text/relevance';
import { closeBrackets } from '../text/repair';
import { lowerBlock } from './lowerStatement';
import type { Statement } from './syntax';
import { PythonSource, Trees } from './trees';

/** Text of chunks that is kept, in characters. */
const mostKept = 1_000_000;

/** Broken text of one chunk that is parsed, and of one document, in characters: tree-sitter's recovery is slow. */
const mostBroken = 100_000;

/** A chunk of a program, parsed on demand and kept by its text from one version of the document to the next. */
export class Parsed {
  /** The last document that had it. */
  usedIn = 0;
  private source: PythonSource;
  private lowered: readonly Statement[] | null = null;
  private broken: boolean | null = null;
  private speaks: boolean | null = null;
  private place: readonly [cell: number | null, line: number, offset: number, file: string | null] = [null, 0, 0, null];

  constructor(
    readonly text: string,
    /** The name of the one function or class that it defines; null for any other. */
    readonly defines: string | null,
    private readonly trees: Trees,
  ) {
    this.source = new PythonSource(text, trees);
  }

  moveTo(cell: number | null, line: number, offset: number, file: string | null): void {
    this.place = [cell, line, offset, file];
    this.source.moveTo(cell, line, offset, file);
  }

  get speaksOfSchedulers(): boolean {
    return (this.speaks ??= speaksOfSchedulers(this.text));
  }

  get isBroken(): boolean {
    return (this.broken ??= this.source.hasErrors);
  }

  /** Whether it has more statements than are read; known once they are. */
  get isCut(): boolean {
    return this.source.isCut;
  }

  get statements(): readonly Statement[] {
    return (this.lowered ??= this.lower());
  }

  /** What does not parse is read with its brackets closed: that is what half a call looks like at every keystroke. */
  private lower(): readonly Statement[] {
    if (this.isBroken) {
      this.source = new PythonSource(closeBrackets(beginningOf(this.text, mostBroken)), this.trees);
      this.source.moveTo(...this.place);
    }
    return lowerBlock(this.source.root, this.source);
  }
}

/** A chunk of broken text: its length, and whether there was still room for it. */
export interface BrokenChunk {
  readonly length: number;
  readonly included: boolean;
}

/** Chunks by their text: from one version of a document to the next nearly all of them stay the same. */
export class ParsedChunks {
  /** Several of the same text when a program repeats itself: the first of them stands at the first place, and so on. */
  private readonly byText = new Map<string, { readonly all: Parsed[]; next: number; round: number }>();
  /** The chunks of the texts of the last document. */
  private readonly texts: Chunks[] = [];
  private cells = 0;
  private kept = 0;
  private round = 0;
  private broken = 0;
  /** The broken chunks of the current document, in the order in which they were asked for. */
  readonly brokenChunks: BrokenChunk[] = [];

  private readonly trees: Trees;

  constructor(parser: Parser) {
    this.trees = new Trees(parser, mostBroken);
  }

  /** Whether some of the current document was left out: too much of it is broken. */
  get incomplete(): boolean {
    return this.brokenChunks.some(({ length, included }) => !included || length > mostBroken);
  }

  /** Begins a document: every chunk may be used again, but at one place only. */
  begin(): void {
    this.round++;
    this.cells = 0;
    this.broken = 0;
    this.brokenChunks.length = 0;
  }

  /** The chunks of the next text of the document, which keep their place until another document begins. */
  of(text: string, cell: number | null, file: string | null = null): readonly Parsed[] {
    const nth = this.cells++;
    const chunks = chunksOf(text, this.texts[nth]);
    this.texts[nth] = chunks;
    return chunks.all.map((chunk) => this.at(chunk, cell, file));
  }

  private at(chunk: Chunk, cell: number | null, file: string | null): Parsed {
    const same = this.byText.get(chunk.text) ?? { all: [], next: 0, round: 0 };
    if (same.all.length === 0) this.byText.set(chunk.text, same);
    if (same.round !== this.round) same.next = 0;
    same.round = this.round;
    const parsed = same.all[same.next++] ?? this.add(same.all, chunk);
    parsed.usedIn = this.round;
    parsed.moveTo(cell, chunk.line, chunk.offset, file);
    return parsed;
  }

  private add(all: Parsed[], { text, defines }: Chunk): Parsed {
    const parsed = new Parsed(text, defines, this.trees);
    all.push(parsed);
    this.kept += text.length;
    return parsed;
  }

  /** The statements of a chunk of the current document; none if it is broken and too much was before it. */
  statementsOf(parsed: Parsed): readonly Statement[] {
    if (parsed.isBroken) return this.take(parsed.text.length) ? parsed.statements : [];
    const { statements } = parsed;
    if (parsed.isCut) this.take(parsed.text.length);
    return statements;
  }

  /** Whether these broken chunks would fare now as they did then. */
  wouldTake(chunks: readonly BrokenChunk[]): boolean {
    let { broken } = this;
    return chunks.every(({ length, included }) => {
      const room = broken < mostBroken;
      broken += length;
      return room === included;
    });
  }

  /** Counts a broken chunk; whether there is room for it. */
  take(length: number): boolean {
    const included = this.broken < mostBroken;
    this.broken += length;
    this.brokenChunks.push({ length, included });
    return included;
  }

  /** Ends a document: lets go of what was not used in it when too much is kept. */
  end(): void {
    this.texts.length = this.cells;
    if (this.kept <= mostKept) return;
    for (const [text, { all }] of this.byText) {
      const used = all.filter((one) => one.usedIn === this.round && this.kept <= 2 * mostKept);
      this.kept -= (all.length - used.length) * text.length;
      if (used.length === 0) this.byText.delete(text);
      else all.splice(0, all.length, ...used);
    }
  }
}
