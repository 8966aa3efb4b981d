import type { Node } from 'web-tree-sitter';
import type { Source } from './source';
import type { Span } from './syntax';

/** Where a node of tree-sitter stands in its source. */
export function spanOf(node: Node, source: Source): Span {
  return { source, start: node.startIndex, end: node.endIndex };
}

export function textOf(node: Node, source: Source): string {
  return source.text.slice(node.startIndex, node.endIndex);
}

/** Whether nodes of a type are part of the program: comments are not. */
export const isCode = (type: string): boolean => type !== 'comment' && type !== 'line_continuation';

/** Named children without comments. */
export function partsOf(node: Node): Node[] {
  return node.namedChildren.filter(({ type }) => isCode(type));
}
