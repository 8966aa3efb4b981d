import { joined } from './join';
import { now } from './kept';
import { isTooLarge } from './size';
import { unknown, type Changes, type Slots, type Value } from './values';

interface Entry {
  readonly slots: Slots;
  readonly name: string;
  readonly before: Value | undefined;
  readonly hadPlace: boolean;
}

/**
 * Keeps a trail of every write, so that branches can be tried, undone and joined. What was made inside a branch is not
 * on its trail: nothing outside knows of it, and what holds it afterwards holds it as it was left.
 */
export class Store {
  private readonly trail: Entry[] = [];
  /** What is made after this belongs to the branch that is being tried. */
  private began = Infinity;

  write(slots: Slots, name: string, value: Value | undefined): void {
    const before = slots.get(name);
    if (before === value) return;
    if (slots.number <= this.began) this.trail.push({ slots, name, before, hadPlace: slots.hasPlace(name) });
    slots.put(name, value?.kind === 'list' && isTooLarge(value) ? unknown('a list of too many values') : value);
  }

  /** Runs, takes back what was written and tells what it was. */
  attempt<T>(run: () => T): { readonly result: T; readonly changes: Changes } {
    const [mark, outer] = [this.trail.length, this.began];
    this.began = now();
    try {
      const result = run();
      return { result, changes: this.undo(mark) };
    } finally {
      this.began = outer;
    }
  }

  /** Writes the outcome of branches of which any may have been taken. */
  join(branches: readonly Changes[]): void {
    for (const [slots, names] of union(branches)) {
      for (const name of names) {
        const untouched = slots.get(name);
        const outcomes = branches.map((changes) =>
          changes.get(slots)?.has(name) ? changes.get(slots)?.get(name) : untouched,
        );
        this.write(slots, name, joinOutcomes(slots, name, outcomes));
      }
    }
  }

  private undo(mark: number): Changes {
    const changes = new Map<Slots, Map<string, Value | undefined>>();
    for (const { slots, name, before, hadPlace } of this.trail.splice(mark).reverse()) {
      const names = changes.get(slots) ?? new Map<string, Value | undefined>();
      if (!names.has(name)) names.set(name, slots.get(name));
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
  values.reduce<Value | undefined>((best, value) => (numberIn(value) > numberIn(best) ? value : best), undefined);

const numberIn = (value: Value | undefined): number =>
  value?.kind === 'constant' && typeof value.value === 'number' ? value.value : -1;
