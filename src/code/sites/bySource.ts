import type { Source } from '../syntax/source';

/** Things by where they stand: a source, and a key within it. */
export class BySource<T> {
  private readonly bySource = new Map<Source, Map<string, T>>();

  get(source: Source, key: string): T | undefined {
    return this.bySource.get(source)?.get(key);
  }

  set(source: Source, key: string, value: T): void {
    const known = this.bySource.get(source);
    if (known) known.set(key, value);
    else this.bySource.set(source, new Map([[key, value]]));
  }

  /** One source after the other, in the order in which they came up. */
  *values(): Generator<T> {
    for (const places of this.bySource.values()) yield* places.values();
  }
}
