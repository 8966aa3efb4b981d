import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type Node, type Pair } from 'yaml';
import { textNode, type Entry, type SettingsNode, type Stretch } from './node';

/** Values that are visited in one file: aliases of aliases multiply. */
const mostNodes = 20_000;

/** Mappings in mappings deeper than this are no settings. */
const deepest = 40;

/** The documents of a YAML file as PyYAML reads them (YAML 1.1: `yes` is true); none when it is not YAML. */
export function readYaml(text: string): readonly SettingsNode[] {
  try {
    const documents = parseAllDocuments(text, { version: '1.1', merge: true, logLevel: 'silent', uniqueKeys: false });
    if (!Array.isArray(documents)) return [];
    return documents.flatMap((document) => new Visit(document).of(document.contents, 0) ?? []);
  } catch {
    return [];
  }
}

class Visit {
  private room = mostNodes;

  constructor(private readonly document: Document) {}

  /** Null for what has no place in the text. */
  of(node: unknown, depth: number): SettingsNode | null {
    if (this.room-- < 0 || depth > deepest) return null;
    if (isAlias(node)) {
      const resolved = this.of(node.resolve(this.document), depth + 1);
      const at = stretchOf(node);
      return resolved && at && { ...resolved, at };
    }
    if (!isScalar(node) && !isSeq(node) && !isMap(node)) return null;
    const at = stretchOf(node);
    if (!at) return null;
    if (isSeq(node)) return { kind: 'list', items: node.items.flatMap((item) => this.of(item, depth + 1) ?? []), at };
    if (isMap(node)) return { kind: 'mapping', entries: this.entries(node.items, depth), at };
    return scalar(node.value, at);
  }

  /** `<<: *other` gives the other's entries, which those written here win over. */
  private entries(pairs: readonly Pair[], depth: number): readonly Entry[] {
    const own = pairs.flatMap((pair) => this.entry(pair, depth));
    const merged = own.flatMap(({ key, node }) => (key === '<<' && node.kind === 'mapping' ? node.entries : []));
    const written = own.filter(({ key }) => key !== '<<');
    const names = new Set(written.map(({ key }) => key));
    return [...merged.filter(({ key }) => !names.has(key)), ...written];
  }

  private entry({ key, value }: Pair, depth: number): readonly Entry[] {
    const name = isScalar(key) ? key.value : null;
    const from = isScalar(key) ? stretchOf(key) : null;
    const node = this.of(value, depth + 1);
    if ((typeof name !== 'string' && typeof name !== 'symbol') || !from || !node) return [];
    return [{ key: typeof name === 'string' ? name : '<<', at: { start: from.start, end: node.at.end }, node }];
  }
}

function stretchOf({ range }: Pick<Node, 'range'>): Stretch | null {
  return range ? { start: range[0], end: range[1] } : null;
}

function scalar(value: unknown, at: Stretch): SettingsNode {
  if (typeof value === 'string') return textNode(value, at);
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return { kind: 'scalar', value, at };
  return { kind: 'unknown', reason: 'a value that no option of a scheduler takes', at };
}
