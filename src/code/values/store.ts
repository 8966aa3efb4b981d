import { joined } from './join';
import { now } from './slotMap';
import { isTooLarge } from './size';
import { Trace, type Reads } from './trace';
import { unknown, watched, type Changes, type Slots, type Value } from './values';

/** One write, with the value before it. */
interface Entry {
  readonly slots: Slots;
  readonly name: string;
  readonly before: Value | undefined;
  readonly hadPlace: boolean;
}

/** Writes to slots that are older than a stretch of code, in the order in which to repeat them. */
export type Writes = readonly { readonly slots: Slots; readonly name: string; readonly value: Value | undefined }[];

/**
 * Logs every write, so that branches can be tried, undone and joined. Slots that were made inside a branch are not logged:
 * nothing outside refers to them yet.
 */
export class Store {
  private readonly log: Entry[] = [];
  /** Slots with a larger number were made inside the branch that is being tried. */
  private began = Infinity;
  private trace: Trace | null = null;

  write(slots: Slots, name: string, value: Value | undefined): void {
    const before = slots.peek(name);
    if (before === value) {
      slots.get(name);
      return;
    }
    if (slots.number <= this.began) {
      this.trace?.written(slots, name, before);
      this.log.push({ slots, name, before, hadPlace: slots.hasPlace(name) });
    }
    slots.put(name, value?.kind === 'list' && isTooLarge(value) ? unknown('a list of too many values') : value);
  }

  /** Runs a branch, undoes its writes and returns them. */
  attempt<T>(run: () => T): { readonly result: T; readonly changes: Changes } {
    const [mark, outer] = [this.log.length, this.began];
    this.began = now();
    try {
      const result = run();
      return { result, changes: this.undo(mark) };
    } finally {
      this.began = outer;
    }
  }

  /** Writes the joined outcome of branches of which any may have run. */
  join(branches: readonly Changes[]): void {
    for (const [slots, names] of union(branches)) {
      for (const name of names) {
        const outcomes = branches.map((changes) => {
          const written = changes.get(slots);
          return written?.has(name) ? written.get(name) : slots.get(name);
        });
        this.write(slots, name, joinOutcomes(slots, name, outcomes));
      }
    }
  }

  /** Runs one stretch of the program and returns what it read and wrote of older slots. */
  follow(run: () => void): { readonly reads: Reads; readonly writes: Writes } {
    const [mark, outer] = [this.log.length, this.began];
    const trace = new Trace();
    this.trace = trace;
    this.began = trace.began;
    try {
      watched(trace, run);
      return { reads: trace.reads(), writes: this.writesSince(mark) };
    } finally {
      this.trace = null;
      this.began = outer;
    }
  }

  /** Runs one stretch of the program without recording its reads and writes. */
  go(run: () => void): void {
    const outer = this.began;
    this.began = now();
    try {
      run();
    } finally {
      this.began = outer;
    }
  }

  /** Repeats the writes of a stretch. */
  repeat(writes: Writes): void {
    for (const { slots, name, value } of writes) this.write(slots, name, value);
  }

  /** Undoes every write. */
  rewind(): void {
    this.undo(0);
  }

  private writesSince(mark: number): Writes {
    const names = new Map<Slots, Set<string>>();
    const writes: { slots: Slots; name: string; value: Value | undefined }[] = [];
    for (const { slots, name } of this.log.slice(mark)) {
      const known = names.get(slots) ?? new Set<string>();
      names.set(slots, known);
      if (known.has(name)) continue;
      known.add(name);
      writes.push({ slots, name, value: slots.peek(name) });
    }
    return writes;
  }

  private undo(mark: number): Changes {
    const changes = new Map<Slots, Map<string, Value | undefined>>();
    for (const { slots, name, before, hadPlace } of this.log.splice(mark).reverse()) {
      const names = changes.get(slots) ?? new Map<string, Value | undefined>();
      if (!names.has(name)) names.set(name, slots.peek(name));
      changes.set(slots, names);
      if (hadPlace) slots.put(name, before);
      else slots.remove(name);
    }
    return changes;
  }
}

function union(branches: readonly Changes[]): Map<Slots, Set<string>> {
  const all = new Map<Slots, Set<string>>();
  for (const changes of branches) {
    for (const [slots, names] of changes) {
      const known = all.get(slots) ?? new Set<string>();
      for (const name of names.keys()) known.add(name);
      all.set(slots, known);
    }
  }
  return all;
}

function joinOutcomes(slots: Slots, name: string, outcomes: readonly (Value | undefined)[]): Value | undefined {
  const values = outcomes.filter((value) => value !== undefined);
  if (slots.afterBranches === 'latest') return latest(values);
  if (slots.afterBranches === 'optional' && values.length > 0 && values.length < outcomes.length)
    return unknown(`\`${name}\` is only set in a branch`);
  return values.length > 0 ? joined(values) : undefined;
}

const latest = (values: readonly Value[]): Value | undefined =>
  values.reduce<Value | undefined>((best, value) => (momentOf(value) > momentOf(best) ? value : best), undefined);

const momentOf = (value: Value | undefined): number => (value?.kind === 'steps' ? value.moment : -1);
