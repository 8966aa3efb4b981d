import { joined } from './join';
import { isTooLarge } from './size';
import { unknown, type Changes, type Slots, type Value } from './values';

interface Entry {
  readonly slots: Slots;
  readonly name: string;
  readonly before: Value | undefined;
}

/** Keeps a trail of every write, so that branches can be tried, undone and joined. */
export class Store {
  private readonly trail: Entry[] = [];

  write(slots: Slots, name: string, value: Value | undefined): void {
    const before = slots.values.get(name);
    if (before === value) return;
    this.trail.push({ slots, name, before });
    set(slots, name, value?.kind === 'list' && isTooLarge(value) ? unknown('a list of too many values') : value);
  }

  /** Runs, takes back what was written and tells what it was. */
  attempt<T>(run: () => T): { readonly result: T; readonly changes: Changes } {
    const mark = this.trail.length;
    const result = run();
    return { result, changes: this.undo(mark) };
  }

  /** Writes the outcome of branches of which any may have been taken. */
  join(branches: readonly Changes[]): void {
    for (const [slots, names] of union(branches)) {
      for (const name of names) {
        const now = slots.values.get(name);
        const outcomes = branches.map((changes) =>
          changes.get(slots)?.has(name) ? changes.get(slots)?.get(name) : now,
        );
        this.write(slots, name, joinOutcomes(slots, name, outcomes));
      }
    }
  }

  private undo(mark: number): Changes {
    const changes = new Map<Slots, Map<string, Value | undefined>>();
    for (const { slots, name, before } of this.trail.splice(mark).reverse()) {
      const names = changes.get(slots) ?? new Map<string, Value | undefined>();
      if (!names.has(name)) names.set(name, slots.values.get(name));
      changes.set(slots, names);
      set(slots, name, before);
    }
    return changes;
  }
}

function set(slots: Slots, name: string, value: Value | undefined): void {
  if (value === undefined) slots.values.delete(name);
  else slots.values.set(name, value);
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
  values.reduce<Value | undefined>((best, value) => (numberIn(value) > numberIn(best) ? value : best), undefined);

const numberIn = (value: Value | undefined): number =>
  value?.kind === 'constant' && typeof value.value === 'number' ? value.value : -1;
