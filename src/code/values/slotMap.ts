/** How many maps have been made: a map's number tells whether it is older than a moment. */
let made = 0;

/** This moment: maps made so far have this number or a smaller one. */
export const now = (): number => made;

/**
 * Values by name, in the order in which the names were first set. A deleted name keeps its place, so that undoing the
 * deletion restores the order.
 */
export class SlotMap<V> {
  readonly number = ++made;
  protected readonly values = new Map<string, V | undefined>();
  protected count = 0;

  /** The value of a name, without telling a watcher. */
  peek(name: string): V | undefined {
    return this.values.get(name);
  }

  /** Whether the name has a place, even a deleted one's. */
  hasPlace(name: string): boolean {
    return this.values.has(name);
  }

  /** All places in order, deleted ones too. */
  places(): Iterable<readonly [string, V | undefined]> {
    return this.values;
  }

  /** Only for a `Store`, which can undo it; undefined deletes. */
  put(name: string, value: V | undefined): void {
    this.count += Number(value !== undefined) - Number(this.values.get(name) !== undefined);
    this.values.set(name, value);
  }

  /** Only for a `Store`: as if the name had never been set. */
  remove(name: string): void {
    this.count -= Number(this.values.get(name) !== undefined);
    this.values.delete(name);
  }
}
