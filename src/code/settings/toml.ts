import { parseTOML, type AST } from 'toml-eslint-parser';
import { textNode, type Entry, type SettingsNode, type Stretch } from './node';

/** A table while it is filled: by name, or by number for the tables of a list. */
interface Table {
  readonly entries: Map<string | number, { readonly at: Stretch; readonly node: Table | SettingsNode }>;
  readonly at: Stretch;
}

const newTable = (at: Stretch): Table => ({ entries: new Map(), at });

const isTable = (node: Table | SettingsNode): node is Table => 'entries' in node && node.entries instanceof Map;

/** A TOML file as a mapping; null when it is not TOML. */
export function readToml(text: string): SettingsNode | null {
  try {
    const root = newTable({ start: 0, end: text.length });
    for (const statement of parseTOML(text).body[0].body) {
      if (statement.type === 'TOMLKeyValue') pair(root, statement);
      else {
        const at = { start: statement.range[0], end: statement.key.range[1] };
        const table = tableAt(root, statement.resolvedKey, at);
        for (const one of statement.body) pair(table, one);
      }
    }
    return finished(root);
  } catch {
    return null;
  }
}

/** The table under a path, made where it is not there yet. */
function tableAt(from: Table, path: readonly (string | number)[], at: Stretch): Table {
  let table = from;
  for (const name of path) {
    const known = table.entries.get(name)?.node;
    const next = known && isTable(known) ? known : newTable(at);
    if (next !== known) table.entries.set(name, { at, node: next });
    table = next;
  }
  return table;
}

/** `a.b = value`. */
function pair(into: Table, { key, value, range }: AST.TOMLKeyValue): void {
  const at = stretch(range);
  const path = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const name = path.pop() ?? '';
  tableAt(into, path, at).entries.set(name, { at, node: valueOf(value) });
}

function valueOf(value: AST.TOMLContentNode): Table | SettingsNode {
  const at = stretch(value.range);
  switch (value.type) {
    case 'TOMLArray':
      return { kind: 'list', items: value.elements.map((element) => finished(valueOf(element))), at };
    case 'TOMLInlineTable': {
      const table = newTable(at);
      for (const one of value.body) pair(table, one);
      return table;
    }
    case 'TOMLValue':
      if (typeof value.value === 'string') return textNode(value.value, at);
      if (value.value instanceof Date)
        return { kind: 'unknown', reason: 'a value that no option of a scheduler takes', at };
      return { kind: 'scalar', value: value.value, at };
  }
}

function finished(node: Table | SettingsNode): SettingsNode {
  if (!isTable(node)) return node;
  const entries = [...node.entries].map(([key, entry]) => ({ ...entry, key, node: finished(entry.node) }));
  if (entries.some(({ key }) => typeof key === 'number'))
    return { kind: 'list', items: entries.map((entry) => entry.node), at: node.at };
  return {
    kind: 'mapping',
    entries: entries.map((entry): Entry => ({ ...entry, key: String(entry.key) })),
    at: node.at,
  };
}

const stretch = ([start, end]: AST.Range): Stretch => ({ start, end });
