import type { Source } from '../syntax/source';
import type { Span } from '../syntax/syntax';

/**
 * The numbers that schedulers and calls are known by. They stay the same from one version of a document to the next, so
 * that what knows of a scheduler or a call need not be read again because the code that makes it was.
 */
export class Identities {
  private readonly schedulers = new WeakMap<Source, Map<string, number>>();
  private readonly calls = new WeakMap<object, number[]>();
  private count = 0;

  /** A number that nothing else has, larger than those before. */
  next(): number {
    return this.count++;
  }

  /** What the same expression makes of the same class is the same scheduler. */
  ofScheduler({ source, start, end }: Span, className: string | null, subclass: string | null): number {
    const known = this.schedulers.get(source) ?? new Map<string, number>();
    this.schedulers.set(source, known);
    const key = `${start}:${end}:${className ?? ''}:${subclass ?? ''}`;
    const number = known.get(key) ?? this.next();
    known.set(key, number);
    return number;
  }

  /** The nth call that a stretch of the program makes. */
  ofCall(stretch: object, n: number): number {
    const known = this.calls.get(stretch) ?? [];
    this.calls.set(stretch, known);
    return (known[n] ??= this.next());
  }
}
