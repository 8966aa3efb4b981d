import type { Node } from 'web-tree-sitter';
import { unescape } from './literals';
import { partsOf, spanOf, textOf } from './nodes';
import type { Source } from './source';
import type { Expression } from './syntax';

/** The pieces of a string literal: text as Python reads it, and the expressions of an f-string (those with a format, or that repeat themselves with `=`, are opaque). */
export function stringParts(
  node: Node,
  source: Source,
  lower: (node: Node, source: Source, depth: number) => Expression,
  depth: number,
): (string | Expression)[] {
  const children = node.namedChildren;
  const opening = children.find((child) => child.type === 'string_start');
  const raw = opening !== undefined && /r/i.test(textOf(opening, source));
  return children.flatMap((child) => {
    if (child.type === 'string_content') {
      const text = textOf(child, source);
      return raw ? text : unescape(text);
    }
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
