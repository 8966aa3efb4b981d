/**
 * Values from producers to one reader, in order; read with `for await`. Node's `on(emitter, …)` hands on what is left after an
 * error, and its streams buffer by high-water marks; neither is wanted here.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #end: { readonly error: unknown } | 'closed' | null = null;
  #wake: () => void = () => undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#wake();
  }

  /** No more will come. */
  close(): void {
    this.#end ??= 'closed';
    this.#wake();
  }

  /** Throws at the reader, who need not wait for what is left. */
  fail(error: unknown): void {
    this.#values.length = 0;
    this.#end ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const [value] = this.#values.splice(0, 1);
      if (value !== undefined) yield value;
      else if (this.#end === 'closed') return;
      else if (this.#end) throw this.#end.error;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
