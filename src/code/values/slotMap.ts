/** Counts what is made, so that what is older than a moment can be told from what was made after it. */
let made = 0;

/** This moment: everything made so far has this number or a smaller one. */
export const now = (): number => made;

/**
 * Values under names, in the order in which the names were first given. A name that was deleted keeps its place, so that
 * taking back the deletion restores exactly what was.
 */
export class Kept<V> {
  readonly number = ++made;
  protected readonly held = new Map<string, V | undefined>();
  protected count = 0;

  /** What is kept under the name, unnoticed by whoever watches what is read. */
  peek(name: string): V | undefined {
    return this.held.get(name);
  }

  /** Whether the name has a place, be it a deleted one's. */
  hasPlace(name: string): boolean {
    return this.held.has(name);
  }

  /** All places in order, deleted ones too. */
  places(): Iterable<readonly [string, V | undefined]> {
    return this.held;
  }

  /** Only for a `Store`, which keeps the trail; undefined deletes. */
  put(name: string, value: V | undefined): void {
    this.count += Number(value !== undefined) - Number(this.held.get(name) !== undefined);
    this.held.set(name, value);
  }

  /** Only for a `Store`: as if the name had never been given. */
  remove(name: string): void {
    this.count -= Number(this.held.get(name) !== undefined);
    this.held.delete(name);
  }
}
