import type { CallExpression, Span } from '../syntax/syntax';

/** An identifier to hover, and the whole expression. */
export interface Place {
  readonly anchor: Span;
  readonly at: Span;
}

/** Whether a stretch of text is the program's own, not of a module that it imports. */
export const isOwn = ({ source }: Span): boolean => source.file === null;

/** The program's own call that led to the code of another module; null when none did. */
export function ownCall(calls: readonly CallExpression[]): Place | null {
  const call = calls.findLast(({ at }) => isOwn(at));
  if (!call) return null;
  const { callee, at } = call;
  return { anchor: callee.kind === 'attribute' ? callee.nameAt : callee.at, at };
}
