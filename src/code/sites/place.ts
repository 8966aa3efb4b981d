import type { CallExpression, Span } from '../syntax/syntax';

/** An identifier to hover, and the whole expression. */
export interface Place {
  readonly anchor: Span;
  readonly at: Span;
}

/** Whether a span is in the program itself, not in a module that it imports. */
export const isOwn = ({ source }: Span): boolean => source.file === null;

/** The program's call that led to the code of another module, or null. */
export function ownCall(calls: readonly CallExpression[]): Place | null {
  const call = calls.findLast(({ at }) => isOwn(at));
  if (!call) return null;
  const { callee, at } = call;
  return { anchor: callee.kind === 'attribute' ? callee.nameAt : callee.at, at };
}
