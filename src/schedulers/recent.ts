/** A cache of results by key, of limited size: the one used longest ago is dropped first. */
export class Recent<T> {
  private readonly entries = new Map<string, T>();

  constructor(private readonly limit: number) {}

  /** The cached result of a key, or the one that `compute` returns. */
  get(key: string, compute: () => T): T {
    const value = this.entries.get(key) ?? compute();
    this.entries.delete(key);
    this.entries.set(key, value);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.limit) break;
      this.entries.delete(oldest);
    }
    return value;
  }
}

/** A text that is the same for equal contents: JSON, with NaN and infinities by name. */
export function contentKey(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON writes NaN and infinities as null; only then is the slower replacer needed.
  if (!json.includes('null')) return json;
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'number' && !Number.isFinite(v) ? { number: String(v) } : v,
  );
}
