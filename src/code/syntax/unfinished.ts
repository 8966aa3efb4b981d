/**
 * What is half typed between the brackets of a call. tree-sitter gets through anything, but puts what does not fit where
 * it can: an argument is taken only as it stands there in full, and one that does not is known by its name alone.
 */
import type { Node } from 'web-tree-sitter';

/** Whether tree-sitter left something out of a node itself, or had to put something in. */
export const isUnfinished = (node: Node): boolean =>
  node.hasError && node.children.some((child) => child.isError || (child.isMissing && child.isNamed));

/** One argument of a call, in the pieces that are there: `name`, `=` and a value where it is whole. */
export interface Segment {
  readonly pieces: readonly Node[];
  /** The piece that names it. */
  readonly name: Node | null;
  /** Its value, where nothing is missing and nothing too much. */
  readonly value: Node | null;
}

/** The arguments of a list that does not parse, in their order: a comma that is missing between two keywords is put up with. */
export function segmentsOf(list: Node): Segment[] {
  const segments: Node[][] = [[]];
  let open: string[] = [];
  const pieces = list.children.filter(isBetweenBrackets).flatMap(piecesOf);
  for (const [i, piece] of pieces.entries()) {
    const segment = segments[segments.length - 1];
    const isName = piece.type === 'identifier' && pieces.at(i + 1)?.type === '=';
    if (isName && !open.includes('(')) {
      open = [];
      segments.push([piece]);
    } else if (piece.type === ',' && open.length === 0) segments.push([]);
    else if (piece.isNamed && isWhole(segment) && isOnLaterLine(segment, piece)) segments.push([piece]);
    else segment.push(piece);
    if (/^[([{]$/.test(piece.type)) open.push(piece.type);
    else if (/^[)\]}]$/.test(piece.type)) open.pop();
  }
  return segments.filter((segment) => segment.some(({ isNamed }) => isNamed)).map(segmentOf);
}

const isBetweenBrackets = ({ type }: Node): boolean => type !== '(' && type !== ')';

/** Broken nodes say nothing of how their parts belong together. */
function piecesOf(node: Node): Node[] {
  if (node.type === 'comment' || node.type === 'line_continuation' || node.isMissing) return [];
  return node.isError || node.type === 'keyword_argument' ? node.children.flatMap(piecesOf) : [node];
}

function segmentOf(pieces: readonly Node[]): Segment {
  const name = pieces.at(1)?.type === '=' ? pieces[0] : null;
  return { pieces, name, value: isWhole(pieces) ? pieces[pieces.length - 1] : null };
}

function isWhole(pieces: readonly Node[]): boolean {
  const value = pieces.at(-1);
  const isValue = value?.isNamed === true && !isUnfinished(value);
  return isValue && (pieces.length === 1 || (pieces.length === 3 && pieces[1].type === '='));
}

const isOnLaterLine = (segment: readonly Node[], piece: Node): boolean =>
  piece.startPosition.row > (segment.at(-1)?.endPosition.row ?? Infinity);
