import { alike } from './alike';
import { now } from './slotMap';
import type { Slots, Value, Watcher } from './values';

/** The first access to a name: its value before, and whether the code read it. */
interface Access {
  readonly value: Value | undefined;
  wasRead: boolean;
}

type Pairs = readonly (readonly [string, Value | undefined])[];

/** What was read of older slots. */
export interface Reads {
  readonly names: readonly { readonly slots: Slots; readonly name: string; readonly value: Value | undefined }[];
  /** Slots that were read as a whole. */
  readonly wholes: readonly { readonly slots: Slots; readonly pairs: Pairs }[];
}

/** Whether all reads would give the same values now. */
export const stillHold = ({ names, wholes }: Reads): boolean =>
  names.every(({ slots, name, value }) => alike(slots.peek(name), value)) &&
  wholes.every(({ slots, pairs }) => {
    const current = withValue(slots.places());
    return current.length === pairs.length && pairs.every(([name, value], n) => isPair(current[n], name, value));
  });

const isPair = (pair: Pairs[number] | undefined, name: string, value: Value | undefined): boolean =>
  pair !== undefined && pair[0] === name && alike(pair[1], value);

const withValue = (places: Iterable<readonly [string, Value | undefined]>): Pairs =>
  Array.from(places).filter(([, value]) => value !== undefined);

/** Records what one stretch of execution reads of older slots. */
export class Trace implements Watcher {
  readonly began = now();
  private readonly accessed = new Map<Slots, Map<string, Access>>();
  private readonly wholes = new Map<Slots, Pairs>();

  read(slots: Slots, name: string, value: Value | undefined): void {
    const accesses = this.accessesOf(slots);
    const access = accesses.get(name);
    if (!access) accesses.set(name, { value, wasRead: true });
    // After a write, a read gives the code's own value, unless the write was undone.
    else if (access.value === value) access.wasRead = true;
  }

  readAll(slots: Slots): void {
    if (this.wholes.has(slots)) return;
    const accesses = this.accessed.get(slots);
    const before = Array.from(slots.places(), ([name, value]) => {
      const access = accesses?.get(name);
      return [name, access ? access.value : value] as const;
    });
    this.wholes.set(slots, withValue(before));
  }

  /** Called before a name is overwritten. */
  written(slots: Slots, name: string, before: Value | undefined): void {
    if (slots.number > this.began) return;
    const accesses = this.accessesOf(slots);
    if (!accesses.has(name)) accesses.set(name, { value: before, wasRead: false });
  }

  reads(): Reads {
    const names: { slots: Slots; name: string; value: Value | undefined }[] = [];
    for (const [slots, accesses] of this.accessed)
      for (const [name, { value, wasRead }] of accesses) if (wasRead) names.push({ slots, name, value });
    return { names, wholes: Array.from(this.wholes, ([slots, pairs]) => ({ slots, pairs })) };
  }

  private accessesOf(slots: Slots): Map<string, Access> {
    const known = this.accessed.get(slots);
    if (known) return known;
    const accesses = new Map<string, Access>();
    this.accessed.set(slots, accesses);
    return accesses;
  }
}
