import type { Node } from 'web-tree-sitter';
import { unescape } from './literals';
import { partsOf, spanOf, textOf } from './nodes';
import type { PythonSource } from './trees';
import type { Expression } from './syntax';

/** A literal without expressions in it, most often met: its prefix, quotes and content. */
const plainString = /^([rbu]*)('''|"""|'|")([^]*)\2$/i;

const textIn = (content: string, prefix: string): string => (/r/i.test(prefix) ? content : unescape(content));

/** The pieces of a string literal: text as Python reads it, and the expressions of an f-string (those with a format, or that repeat themselves with `=`, are opaque). */
export function stringParts(
  node: Node,
  source: PythonSource,
  lower: (node: Node, source: PythonSource, depth: number) => Expression,
  depth: number,
): (string | Expression)[] {
  const plain = source.hasErrors ? null : plainString.exec(textOf(node, source));
  if (plain) return [textIn(plain[3], plain[1])];
  const children = node.namedChildren;
  const opening = children.find((child) => child.type === 'string_start');
  const prefix = opening ? textOf(opening, source) : '';
  return children.flatMap((child) => {
    if (child.type === 'string_content') return textIn(textOf(child, source), prefix);
    if (child.type !== 'interpolation') return [];
    const value = child.childForFieldName('expression');
    if (value && child.namedChildCount === 1 && !child.children.some(({ type }) => type === '='))
      return lower(value, source, depth);
    return {
      kind: 'opaque',
      parts: partsOf(child)
        .filter(
          ({ type, namedChildCount }) =>
            type !== 'type_conversion' && (type !== 'format_specifier' || namedChildCount > 0),
        )
        .map((part) => lower(part, source, depth)),
      at: spanOf(child, source),
    };
  });
}
