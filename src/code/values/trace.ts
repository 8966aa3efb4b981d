import { alike } from './alike';
import { now } from './slotMap';
import type { Slots, Value, Watcher } from './values';

/** The first touch of a name: what was kept under it before, and whether anything depends on that. */
interface Touch {
  readonly value: Value | undefined;
  matters: boolean;
}

type Pairs = readonly (readonly [string, Value | undefined])[];

/** What was read of slots that were there before. */
export interface Reads {
  readonly names: readonly { readonly slots: Slots; readonly name: string; readonly value: Value | undefined }[];
  /** Slots that were looked at as a whole. */
  readonly wholes: readonly { readonly slots: Slots; readonly pairs: Pairs }[];
}

/** Whether it would all be read as it was then. */
export const stillHold = ({ names, wholes }: Reads): boolean =>
  names.every(({ slots, name, value }) => alike(slots.peek(name), value)) &&
  wholes.every(({ slots, pairs }) => {
    const current = kept(slots.places());
    return current.length === pairs.length && pairs.every(([name, value], n) => isPair(current[n], name, value));
  });

const isPair = (pair: Pairs[number] | undefined, name: string, value: Value | undefined): boolean =>
  pair !== undefined && pair[0] === name && alike(pair[1], value);

const kept = (places: Iterable<readonly [string, Value | undefined]>): Pairs =>
  Array.from(places).filter(([, value]) => value !== undefined);

/** Follows one stretch of execution: what it reads of what was there before it. */
export class Trace implements Watcher {
  readonly began = now();
  private readonly touched = new Map<Slots, Map<string, Touch>>();
  private readonly wholes = new Map<Slots, Pairs>();

  read(slots: Slots, name: string, value: Value | undefined): void {
    const touches = this.touchesOf(slots);
    const touch = touches.get(name);
    if (!touch) touches.set(name, { value, matters: true });
    // After a write it is the stretch's own value, unless the write was taken back.
    else if (touch.value === value) touch.matters = true;
  }

  readAll(slots: Slots): void {
    if (this.wholes.has(slots)) return;
    const touches = this.touched.get(slots);
    const before = Array.from(slots.places(), ([name, value]) => {
      const touch = touches?.get(name);
      return [name, touch ? touch.value : value] as const;
    });
    this.wholes.set(slots, kept(before));
  }

  /** Something is about to be written over `before`. */
  written(slots: Slots, name: string, before: Value | undefined): void {
    if (slots.number > this.began) return;
    const touches = this.touchesOf(slots);
    if (!touches.has(name)) touches.set(name, { value: before, matters: false });
  }

  reads(): Reads {
    const names: { slots: Slots; name: string; value: Value | undefined }[] = [];
    for (const [slots, touches] of this.touched)
      for (const [name, { value, matters }] of touches) if (matters) names.push({ slots, name, value });
    return { names, wholes: Array.from(this.wholes, ([slots, pairs]) => ({ slots, pairs })) };
  }

  private touchesOf(slots: Slots): Map<string, Touch> {
    const known = this.touched.get(slots);
    if (known) return known;
    const touches = new Map<string, Touch>();
    this.touched.set(slots, touches);
    return touches;
  }
}
