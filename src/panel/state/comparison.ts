import * as v from 'valibot';
import { mostPins, pin, type NamedSubject, type Pin, type PinOrigin } from '../protocol';

/** Where pins are kept over a reload of the window, and after the panel is closed: VS Code's `Memento`. */
export interface Keeper {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Something to pin. */
export type NewPin = NamedSubject & { readonly origin: PinOrigin };

interface Past {
  readonly pins: readonly Pin[];
  /** What was done to them, as in "removing Euler". */
  readonly done: string;
}

const key = 'sigmascope.comparison';

/** Changes that can be taken back. */
const longestPast = 50;

/** The schedules that are pinned for comparison, in their order. What removes or replaces pins can be undone. */
export class Comparison {
  private current: readonly Pin[];
  private readonly past: Past[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(private readonly keeper: Keeper) {
    const kept = v.safeParse(v.array(pin), keeper.get(key));
    this.current = kept.success ? kept.output.slice(0, mostPins) : [];
  }

  get pins(): readonly Pin[] {
    return this.current;
  }

  /** What {@link undo} would take back; null when there is nothing. */
  get undoable(): string | null {
    return this.past.at(-1)?.done ?? null;
  }

  /** Calls back after every change, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Pins schedules after the others. One that is already there, name and all, is not pinned twice.
   *
   * @returns how many were pinned: fewer than asked for when the comparison is full
   */
  add(added: readonly NewPin[]): number {
    const isThere = (each: NewPin) => this.current.some((other) => isSame(other, each));
    const wanted = added.filter((each) => !isThere(each)).slice(0, mostPins - this.current.length);
    if (wanted.length > 0) this.set([...this.current, ...this.numbered(wanted)]);
    return wanted.length;
  }

  remove(ids: readonly number[]): void {
    const left = this.current.filter(({ id }) => !ids.includes(id));
    if (left.length === this.current.length) return;
    const names = this.current.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    this.setUndoably(left, names.length === 1 ? `removing ${names[0]}` : `removing ${names.length} schedules`);
  }

  /** Puts other schedules in the place of all. */
  replace(pins: readonly NewPin[]): void {
    this.setUndoably(this.numbered(pins.slice(0, mostPins)), 'opening another comparison');
  }

  rename(id: number, name: string): void {
    this.set(this.current.map((each) => (each.id === id ? { ...each, name } : each)));
  }

  /** @param to the place among all, from 0 */
  move(id: number, to: number): void {
    const moved = this.current.find((each) => each.id === id);
    if (!moved) return;
    const others = this.current.filter((each) => each.id !== id);
    this.set([...others.slice(0, to), moved, ...others.slice(to)]);
  }

  /** Takes over what a pin's code says now; its name stays where the user gave it one. */
  update(id: number, { subject, name, origin }: NewPin, keepName: boolean): void {
    const done = this.current.find((each) => each.id === id)?.name;
    if (done === undefined) return;
    const pins = this.current.map((each) =>
      each.id === id ? { ...each, subject, origin, name: keepName ? each.name : name } : each,
    );
    this.setUndoably(pins, `updating ${done}`);
  }

  undo(): void {
    const past = this.past.pop();
    if (past) this.set(past.pins);
  }

  private numbered(pins: readonly NewPin[]): Pin[] {
    const next = Math.max(
      -1,
      ...this.current.map(({ id }) => id),
      ...this.past.flatMap((past) => past.pins.map(({ id }) => id)),
    );
    return pins.map((each, i) => ({ ...each, id: next + 1 + i }));
  }

  private setUndoably(pins: readonly Pin[], done: string): void {
    if (this.current.length > 0) this.past.push({ pins: this.current, done });
    if (this.past.length > longestPast) this.past.shift();
    this.set(pins);
  }

  private set(pins: readonly Pin[]): void {
    this.current = pins;
    void this.keeper.update(key, pins);
    for (const listener of this.listeners) listener();
  }
}

function isSame(a: NewPin, b: NewPin): boolean {
  return a.name === b.name && JSON.stringify([a.subject, a.origin]) === JSON.stringify([b.subject, b.origin]);
}
