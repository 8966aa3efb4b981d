import { parse } from 'smol-toml';
import { textNode, type Entry, type SettingsNode, type Stretch } from './node';

/**
 * A TOML file as a mapping; null when it is not TOML. The library tells the values and that the text is sound, so that
 * walking through it for the places needs only to know where texts and brackets end.
 */
export function readToml(text: string): SettingsNode | null {
  try {
    parse(text);
    return new Walk(text).document();
  } catch {
    return null;
  }
}

interface Table {
  readonly kind: 'table';
  readonly entries: Map<string, { at: Stretch; node: Table | SettingsNode }>;
  readonly at: Stretch;
}

const newTable = (at: Stretch): Table => ({ kind: 'table', entries: new Map(), at });

/** One way through a text that is known to be sound TOML. */
class Walk {
  private at = 0;
  private readonly lists = new Map<Table, Map<string, Table[]>>();

  constructor(private readonly text: string) {}

  document(): SettingsNode {
    const root = newTable({ start: 0, end: this.text.length });
    let current = root;
    while (this.comesBefore('')) {
      if (this.peek() === '[') current = this.header(root);
      else this.pair(current);
    }
    return this.finished(root);
  }

  /** `[a.b]` or `[[a.b]]`. */
  private header(root: Table): Table {
    const start = this.at;
    const isList = this.text.startsWith('[[', this.at);
    this.at += isList ? 2 : 1;
    const path = this.keyPath();
    this.skip(false);
    this.at += isList ? 2 : 1;
    const at = { start, end: this.at };
    const name = path.pop() ?? '';
    const parent = this.descend(root, path, at);
    return isList ? this.another(parent, name, at) : this.descend(parent, [name], at);
  }

  private descend(from: Table, path: readonly string[], at: Stretch): Table {
    let table = from;
    for (const name of path) {
      const latest = this.lists.get(table)?.get(name)?.at(-1);
      const known = table.entries.get(name)?.node;
      const next = latest ?? (known?.kind === 'table' ? known : newTable(at));
      if (!latest && known?.kind !== 'table') table.entries.set(name, { at, node: next });
      table = next;
    }
    return table;
  }

  private another(parent: Table, name: string, at: Stretch): Table {
    const table = newTable(at);
    const lists = this.lists.get(parent) ?? new Map<string, Table[]>();
    lists.set(name, [...(lists.get(name) ?? []), table]);
    this.lists.set(parent, lists);
    return table;
  }

  /** `a.b = value`. */
  private pair(into: Table): void {
    const start = this.at;
    const path = this.keyPath();
    const name = path.pop() ?? '';
    this.skip(false);
    this.at++;
    this.skip(false);
    const node = this.value();
    const at = { start, end: this.at };
    this.descend(into, path, at).entries.set(name, { at, node });
  }

  private keyPath(): string[] {
    const path: string[] = [];
    for (;;) {
      this.skip(false);
      const start = this.at;
      const quote = this.peek();
      if (quote === '"' || quote === "'") this.skipText(quote);
      else while (/[\w-]/.test(this.peek())) this.at++;
      const written = this.text.slice(start, this.at);
      path.push(quote === '"' || quote === "'" ? String(this.parsed(written)) : written);
      this.skip(false);
      if (this.peek() !== '.') return path;
      this.at++;
    }
  }

  private value(): Table | SettingsNode {
    const start = this.at;
    const first = this.peek();
    if (first === '[') return this.list(start);
    if (first === '{') return this.inlineTable(start);
    if (first === '"' || first === "'") this.skipText(first);
    else while (this.at < this.text.length && !/[,\]}#\n]/.test(this.peek())) this.at++;
    const written = this.text.slice(start, this.at).trimEnd();
    this.at = start + written.length;
    return scalar(this.parsed(written), { start, end: this.at });
  }

  private list(start: number): SettingsNode {
    const items: SettingsNode[] = [];
    this.at++;
    while (this.comesBefore(']')) {
      if (this.peek() === ',') this.at++;
      else items.push(this.finishedValue(this.value()));
    }
    this.at++;
    return { kind: 'list', items, at: { start, end: this.at } };
  }

  private inlineTable(start: number): Table {
    const entries: Table['entries'] = new Map();
    const table: Table = { kind: 'table', entries, at: { start, end: start } };
    this.at++;
    while (this.comesBefore('}')) {
      if (this.peek() === ',') this.at++;
      else this.pair(table);
    }
    this.at++;
    return { ...table, at: { start, end: this.at } };
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  /** Whether something is left before the end of the text or a closing bracket; goes there. */
  private comesBefore(bracket: string): boolean {
    this.skip(true);
    return this.at < this.text.length && this.peek() !== bracket;
  }

  /** Over blanks, and with `lines` over line ends and comments. */
  private skip(lines: boolean): void {
    const pattern = lines ? /(?:\s|#[^\n]*)*/y : /[ \t]*/y;
    pattern.lastIndex = this.at;
    this.at += pattern.exec(this.text)?.[0].length ?? 0;
  }

  private skipText(quote: string): void {
    const long = quote.repeat(3);
    const mark = this.text.startsWith(long, this.at) ? long : quote;
    this.at += mark.length;
    while (!this.text.startsWith(mark, this.at)) this.at += quote === '"' && this.peek() === '\\' ? 2 : 1;
    this.at += mark.length;
    // Up to two quotes more may belong to the text that ends here.
    while (mark === long && this.peek() === quote) this.at++;
  }

  /** What the library makes of one written value. */
  private parsed(written: string): unknown {
    return parse(`value = ${written}`)['value'];
  }

  private finishedValue(value: Table | SettingsNode): SettingsNode {
    return value.kind === 'table' ? this.finished(value) : value;
  }

  private finished(table: Table): SettingsNode {
    const written = [...table.entries].map(([key, { at, node }]): Entry => ({
      key,
      at,
      node: this.finishedValue(node),
    }));
    const lists = [...(this.lists.get(table) ?? [])].map(([key, tables]): Entry => {
      const items = tables.map((one) => this.finished(one));
      const at = tables[0]?.at ?? table.at;
      return { key, at, node: { kind: 'list', items, at } };
    });
    return { kind: 'mapping', entries: [...written, ...lists], at: table.at };
  }
}

function scalar(value: unknown, at: Stretch): SettingsNode {
  if (typeof value === 'string') return textNode(value, at);
  if (typeof value === 'boolean' || typeof value === 'number') return { kind: 'scalar', value, at };
  return { kind: 'unknown', reason: 'a value that no option of a scheduler takes', at };
}
