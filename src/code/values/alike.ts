import type { Span } from '../syntax/syntax';
import type { Value } from './values';

/**
 * Whether code that reads one value would do and report exactly the same with the other, so that its results can be reused.
 * Stricter than `same`: objects are alike only if they are the same object, constants only if they are
 * written at the same place.
 */
export function alike(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  switch (a.kind) {
    case 'constant':
      return b.kind === a.kind && Object.is(a.value, b.value) && a.origin === b.origin && samePlace(a.at, b.at);
    case 'unknown':
      return b.kind === a.kind && a.reason === b.reason;
    case 'imported':
      return (
        b.kind === a.kind &&
        a.path === b.path &&
        a.assumed === b.assumed &&
        a.reexported === b.reexported &&
        a.module?.names === b.module?.names &&
        a.module?.from === b.module?.from
      );
    case 'scheduler':
      return b.kind === a.kind && a.edits === b.edits;
    case 'config':
      return b.kind === a.kind && a.of.edits === b.of.edits;
    case 'list':
      return b.kind === a.kind && a.type === b.type && allAlike(a.items, b.items);
    case 'choice':
      return b.kind === a.kind && allAlike(a.among, b.among);
    case 'dict':
      return b.kind === a.kind && a.entries === b.entries;
    case 'namespace':
      return b.kind === a.kind && a.options === b.options;
    case 'steps':
      // Not the moment: what a stretch of code reads is older than what it makes itself, in every version.
      return b.kind === a.kind && a.call === b.call;
    default:
      return false;
  }
}

const allAlike = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((item, n) => alike(item, b[n]));

const samePlace = (a: Span | null, b: Span | null): boolean =>
  a === b || (a !== null && b !== null && a.source === b.source && a.start === b.start && a.end === b.end);
