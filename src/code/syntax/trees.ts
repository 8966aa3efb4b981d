import { LRUCache } from 'lru-cache';
import type { Node, Parser, Tree } from 'web-tree-sitter';
import { Source } from './source';

/** Text whose trees are kept, in characters: a tree takes some thirty bytes for each. */
const mostKept = 500_000;

/** Milliseconds after which parsing is given up: tree-sitter's time can grow with the square of a hostile text. */
const longestParsing = 1000;

/** Python that tree-sitter parses, and parses again once its tree has been dropped. */
export class PythonSource extends Source {
  /** There was more of it than is read. */
  isCut = false;
  private broken: boolean | null = null;

  constructor(
    text: string,
    private readonly trees: Trees,
  ) {
    super(text);
  }

  /** Whether something in it does not parse. */
  get hasErrors(): boolean {
    return (this.broken ??= this.root?.hasError ?? true);
  }

  /** The whole text; null where parsing was given up, see {@link Trees}. */
  get root(): Node | null {
    return this.trees.of(this)?.rootNode ?? null;
  }

  /** The definition of a function that was found in this text before. */
  functionAt({ start, end }: { readonly start: number; readonly end: number }): Node | null {
    let node = this.root?.descendantForIndex(start, end) ?? null;
    while (node && node.type !== 'function_definition') node = node.parent;
    return node;
  }
}

/** The syntax trees of the texts that were asked for last. They lie in the memory of WebAssembly, and are deleted when they leave. */
export class Trees {
  private readonly kept = new LRUCache<PythonSource, Tree>({
    maxSize: mostKept,
    sizeCalculation: (_tree, { text }) => Math.min(mostKept, text.length + 1),
    dispose: (tree) => tree.delete(),
  });

  /** @param longestBroken characters of broken text that are parsed all the same: recovery is slow */
  constructor(
    private readonly parser: Parser,
    private readonly longestBroken: number,
  ) {}

  /** Null where parsing was given up: the text is broken and too long, or takes too much time. */
  of(source: PythonSource): Tree | null {
    const known = this.kept.get(source);
    if (known) return known;
    const tree = this.parse(source.text);
    if (tree) this.kept.set(source, tree);
    return tree;
  }

  private parse(text: string): Tree | null {
    const began = performance.now();
    const tree = this.parser.parse(text, null, {
      progressCallback: ({ hasError }) =>
        (hasError && text.length > this.longestBroken) || performance.now() - began > longestParsing,
    });
    // Else the next text would be taken for the rest of this one.
    if (!tree) this.parser.reset();
    return tree;
  }
}
