import type { Source } from '../syntax/source';

/** Values by their place: a source, and a key within it. */
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

  /** One source after the other, in order of insertion. */
  *values(): Generator<T> {
    for (const places of this.bySource.values()) yield* places.values();
  }
}
