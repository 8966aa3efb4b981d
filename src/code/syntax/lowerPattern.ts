import type { Node } from 'web-tree-sitter';
import { lowerExpression, lowerName } from './lowerExpression';
import { partsOf, spanOf, textOf } from './nodes';
import type { PythonSource } from './trees';
import type { Argument, Expression, Span } from './syntax';

/** Patterns inside patterns deeper than this are not read. */
const deepest = 60;

/**
 * The patterns of a `case` as the expressions that look like them, see {@link MatchCase}; several between commas are a
 * tuple. Null where something in them is not read: whether they match is then not known.
 */
export function lowerPatterns(clause: Node, source: PythonSource): Expression | null {
  const children = clause.children.filter(({ type }) => type === 'case_pattern' || type === ',');
  const items = allOf(children.filter(isPattern), (child) => lowerPattern(child, source, 0));
  const [first, last] = [children.at(0), children.at(-1)];
  if (!items || !first || !last) return null;
  if (children.length === 1) return items[0];
  return { kind: 'sequence', type: 'tuple', items, at: { source, start: first.startIndex, end: last.endIndex } };
}

const isPattern = ({ type }: Node): boolean => type !== ',';

/** Null if one of them is. */
function allOf<T, U>(items: readonly T[], read: (item: T) => U | null): U[] | null {
  const found: U[] = [];
  for (const item of items) {
    const one = read(item);
    if (one === null) return null;
    found.push(one);
  }
  return found;
}

function lowerPattern(node: Node, source: PythonSource, depth: number): Expression | null {
  if (depth > deepest || node.hasError) return null;
  const at = spanOf(node, source);
  const inner = (child: Node): Expression | null => lowerPattern(child, source, depth + 1);
  switch (node.type) {
    case 'case_pattern':
      return alternative(node.children, source, depth);
    case 'as_pattern': {
      const [pattern, target] = partsOf(node);
      const value = inner(pattern);
      return value && { kind: 'walrus', target: lowerName(target, source), value, at };
    }
    case 'union_pattern':
      return union(node, source, depth);
    case 'list_pattern':
    case 'tuple_pattern': {
      const items = allOf(partsOf(node), inner);
      if (!items) return null;
      const isGroup =
        items.length === 1 && items[0].kind !== 'splat' && !node.children.some(({ type }) => type === ',');
      if (node.type === 'tuple_pattern' && isGroup) return items[0];
      return { kind: 'sequence', type: node.type === 'list_pattern' ? 'list' : 'tuple', items, at };
    }
    case 'dict_pattern':
      return mapping(node, source, depth);
    case 'class_pattern':
      return classPattern(node, source, depth);
    case 'splat_pattern': {
      const name = node.children.at(-1);
      return name ? { kind: 'splat', value: lowerName(name, source), at } : null;
    }
    case 'dotted_name':
      return dottedName(node, source);
    case '_':
      return lowerName(node, source);
    default:
      return node.isNamed ? lowerExpression(node, source) : null;
  }
}

/** One pattern, or a number with its sign before it. */
function alternative(nodes: readonly Node[], source: PythonSource, depth: number): Expression | null {
  if (nodes.length === 1) return lowerPattern(nodes[0], source, depth + 1);
  const [first, second] = nodes;
  if (nodes.length !== 2 || first.type !== '-') return null;
  const operand = lowerExpression(second, source);
  const at: Span = { source, start: first.startIndex, end: second.endIndex };
  return { kind: 'unary', operator: '-', operand, at };
}

/** `a | -1 | b`, from the left. */
function union(node: Node, source: PythonSource, depth: number): Expression | null {
  const alternatives: Node[][] = [[]];
  for (const child of node.children) {
    if (child.type === '|') alternatives.push([]);
    else alternatives[alternatives.length - 1].push(child);
  }
  const patterns = allOf(alternatives, (nodes) => alternative(nodes, source, depth));
  return (
    patterns?.reduce((left, right) => {
      const at: Span = { source, start: node.startIndex, end: right.at.end };
      return { kind: 'binary', operator: '|', left, right, at };
    }) ?? null
  );
}

/** `{key: pattern, **rest}`; keys stand before a colon, with their sign. */
function mapping(node: Node, source: PythonSource, depth: number): Expression | null {
  const entries: { key: Expression | null; value: Expression }[] = [];
  let before: Node[] = [];
  for (const child of node.children) {
    if (child.type === 'splat_pattern') {
      const rest = lowerPattern(child, source, depth + 1);
      if (rest?.kind !== 'splat') return null;
      entries.push({ key: null, value: rest.value });
    } else if (child.type === 'case_pattern') {
      const [key, value] = [alternative(before, source, depth), lowerPattern(child, source, depth + 1)];
      if (!key || !value) return null;
      entries.push({ key, value });
      before = [];
    } else if (!/^[{},:]$/.test(child.type)) before.push(child);
  }
  return { kind: 'dict', entries, at: spanOf(node, source) };
}

/** `Class(x, y=z)`. */
function classPattern(node: Node, source: PythonSource, depth: number): Expression | null {
  const [name, ...patterns] = partsOf(node);
  const args = allOf(patterns, (pattern) => classArgument(pattern, source, depth));
  return args && { kind: 'call', callee: dottedName(name, source), args, at: spanOf(node, source) };
}

function classArgument(pattern: Node, source: PythonSource, depth: number): Argument | null {
  const keyword = pattern.children.at(0);
  if (keyword?.type !== 'keyword_pattern') {
    const value = lowerPattern(pattern, source, depth + 1);
    return value && { name: null, nameAt: null, splat: null, value };
  }
  const [name, , ...nodes] = keyword.children;
  const value = alternative(nodes, source, depth);
  return value && { name: textOf(name, source), nameAt: spanOf(name, source), splat: null, value };
}

/** `A.B.C` as attributes of a name. */
function dottedName(node: Node, source: PythonSource): Expression {
  const [first, ...rest] = partsOf(node);
  return rest.reduce<Expression>(
    (object, part) => ({
      kind: 'attribute',
      object,
      name: textOf(part, source),
      nameAt: spanOf(part, source),
      at: { source, start: node.startIndex, end: part.endIndex },
    }),
    lowerName(first, source),
  );
}
