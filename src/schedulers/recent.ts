/** A bounded memory of results by key: the one used longest ago is forgotten first. */
export class Recent<T> {
  private readonly entries = new Map<string, T>();

  constructor(private readonly limit: number) {}

  /** The result kept under a key, or what `compute` makes of it now. */
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

/** A text that is the same for equal contents: JSON, and the numbers JSON lacks by name. */
export function contentKey(value: unknown): string {
  const json = JSON.stringify(value);
  // Only what reads as null can be a number that JSON lacks; naming those takes a slower walk.
  if (!json.includes('null')) return json;
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'number' && !Number.isFinite(v) ? { number: String(v) } : v,
  );
}
