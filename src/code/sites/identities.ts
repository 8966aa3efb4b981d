import type { Source } from '../syntax/source';
import type { Span } from '../syntax/syntax';

/**
 * The numbers of schedulers and calls. They are the same in the next version of a document, so that code that refers to
 * them need not be run again when the code that makes them was.
 */
export class Identities {
  private readonly schedulers = new WeakMap<Source, Map<string, number>>();
  private readonly calls = new WeakMap<object, number[]>();
  private count = 0;

  /** A new number, larger than all before. */
  next(): number {
    return this.count++;
  }

  /** The same expression with the same class makes the same scheduler. */
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
