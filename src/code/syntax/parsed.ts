import type { Parser, Tree } from 'web-tree-sitter';
import { beginningOf, type Chunk } from './chunks';
import { lowerBlock } from './lowerStatement';
import { readModule } from './read/readModule';
import { closeBrackets } from './repair';
import { Source } from './source';
import type { Statement } from './syntax';

/** Parsed text that is kept, in characters. */
const mostKept = 1_000_000;

/** Broken text that is parsed for one version of a document, in characters: tree-sitter's recovery is slow. */
const mostBroken = 200_000;

interface Parsed {
  readonly source: Source;
  readonly tree: Tree | null;
  readonly statements: () => readonly Statement[];
  usedIn: number;
}

/** Chunks by their text, parsed once: from one version of a document to the next nearly all of them stay the same. */
export class ParsedChunks {
  /** Several of the same text when a program repeats itself; each stands at one place, those used last at the end. */
  private readonly byText = new Map<string, Parsed[]>();
  private kept = 0;
  private round = 0;
  private broken = 0;

  constructor(private readonly parser: Parser) {}

  /** Whether some of the current document was left out: too much of it is broken. */
  get incomplete(): boolean {
    return this.broken > mostBroken;
  }

  /** Begins a document: every chunk may be used again, but at one place only. */
  begin(): void {
    this.round++;
    this.broken = 0;
  }

  /** The statements of a chunk, which keep their place until the next document begins. */
  statementsOf(chunk: Chunk, cell: number | null): readonly Statement[] {
    const same = this.byText.get(chunk.text) ?? [];
    const first = same.at(0);
    const parsed = first && first.usedIn !== this.round ? first : this.parse(chunk.text);
    if (parsed === first) same.shift();
    same.push(parsed);
    this.byText.set(chunk.text, same);
    parsed.usedIn = this.round;
    parsed.source.moveTo(cell, chunk.line, chunk.offset);
    return parsed.statements();
  }

  /** Plain Python is read directly; what is half typed or unusual by tree-sitter, which gets through anything. */
  private parse(written: string): Parsed {
    this.kept += written.length;
    const source = new Source(written);
    const statements = readModule(source);
    return statements
      ? { source, tree: null, statements: () => statements, usedIn: this.round }
      : this.parseBroken(written);
  }

  private parseBroken(written: string): Parsed {
    const room = Math.max(0, mostBroken - this.broken);
    this.broken += written.length;
    const { text, tree } = this.parsedOrRepaired(beginningOf(written, room));
    const source = new Source(text);
    let statements: readonly Statement[] | null = null;
    return {
      source,
      tree,
      statements: () => (statements ??= lowerBlock(tree?.rootNode ?? null, source)),
      usedIn: this.round,
    };
  }

  /** The text as it stands; if that does not parse and brackets are open, with those closed. */
  private parsedOrRepaired(text: string): { text: string; tree: Tree | null } {
    const tree = this.parser.parse(text);
    if (!tree?.rootNode.hasError) return { text, tree };
    const repaired = closeBrackets(text);
    if (repaired === text) return { text, tree };
    tree.delete();
    return { text: repaired, tree: this.parser.parse(repaired) };
  }

  /** Ends a document: lets go of what was not used in it when too much is kept. */
  end(): void {
    if (this.kept <= mostKept) return;
    for (const [text, parsed] of this.byText) {
      const used = parsed.filter((one) => {
        if (one.usedIn === this.round && this.kept <= 2 * mostKept) return true;
        one.tree?.delete();
        this.kept -= text.length;
        return false;
      });
      if (used.length > 0) this.byText.set(text, used);
      else this.byText.delete(text);
    }
  }
}
