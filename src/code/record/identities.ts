import type { Source } from '../syntax/source';
import type { Span } from '../syntax/syntax';

/** The numbers that schedulers and calls are known by, which stay the same from one version of a document to the next. */
export class Identities {
  private readonly numbers = new WeakMap<Source, Map<string, number>>();
  private count = 0;

  /** A number that nothing else has, larger than those before. */
  next(): number {
    return this.count++;
  }

  /** What the same expression makes of the same class is the same scheduler. */
  ofScheduler({ source, start, end }: Span, className: string | null, subclass: string | null): number {
    const known = this.numbers.get(source) ?? new Map<string, number>();
    this.numbers.set(source, known);
    const key = `${start}:${end}:${className ?? ''}:${subclass ?? ''}`;
    const number = known.get(key) ?? this.next();
    known.set(key, number);
    return number;
  }
}
