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
  private readonly held = new Map<string, V | undefined>();
  private count = 0;

  get(name: string): V | undefined {
    return this.held.get(name);
  }

  get size(): number {
    return this.count;
  }

  /** Names and values, as they are now. */
  pairs(): (readonly [string, V])[] {
    const pairs: (readonly [string, V])[] = [];
    for (const [name, value] of this.held) if (value !== undefined) pairs.push([name, value]);
    return pairs;
  }

  /** Whether the name has a place, be it a deleted one's. */
  hasPlace(name: string): boolean {
    return this.held.has(name);
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
