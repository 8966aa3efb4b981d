/**
 * How an edit costs little: a program is run in *stretches*, one for each chunk of its text and one for each function that
 * nothing calls. Of every stretch it is remembered what it read of values that were there before it, what it wrote to
 * them, and what it found. In the next version of the document, a stretch of which the text is the same and which would
 * read the same values is not run again: what it wrote is written and what it found is found.
 *
 * That this is exact rests on four things.
 * - All that a stretch can depend on is kept in {@link Slots} (scopes, dicts, attributes), and they tell what is read of
 *   them; the little else (which object a class has, how much broken text came before) is remembered beside it.
 * - After every analysis all slots are put back to what they were when the stretch that made them had ended; so a value
 *   of a stretch that is not run again is the very object it was, and objects can be compared by identity.
 * - Places in the text are relative to their chunk, which is told where it stands in each version.
 * - Findings are put together only when all are known (`Report`); the interpreter never asks for what was found before.
 */
import { Identities } from './sites/identities';
import type { Finding } from './sites/finding';
import type { BrokenChunk, Parsed } from './syntax/parsed';
import type { Span } from './syntax/syntax';
import type { Writes } from './values/store';
import type { Reads } from './values/trace';
import { Slots, type ClassValue, type DeferredValue, type FunctionValue, type InstanceValue } from './values/values';

/** A definition that is run by itself if nothing calls it. */
export interface Definition {
  readonly fn: FunctionValue;
  readonly owner: ClassValue | null;
}

/** What a stretch did to the lists of what there is in the program. */
export type Event =
  | { readonly kind: 'defined'; readonly definition: Definition }
  | { readonly kind: 'called'; readonly at: Span }
  | { readonly kind: 'instance'; readonly instance: InstanceValue };

/** One stretch as it was run. */
export interface Stretch {
  /** The module it belonged to; null for the program. */
  readonly file: string | null;
  /** The object that stood for `self`, if the program had made one. */
  readonly instance: InstanceValue | undefined;
  readonly reads: Reads;
  readonly brokenChunks: readonly BrokenChunk[];
  readonly writes: Writes;
  readonly findings: readonly Finding[];
  readonly events: readonly Event[];
  /** Steps of the budget. */
  readonly spent: number;
}

/** What outlives the analysis of one version of one document. */
export class Memory {
  /** The module's names; empty between analyses. */
  readonly module = new Slots();
  /** The names of each module that programs import, by its path; empty between analyses. */
  readonly modules = new Map<string, Slots>();
  /** Which file means which module by which name, as paths; see {@link linkOf}. */
  readonly links = new Slots();
  /** Under each scheduler's number, which call last gave it its steps. */
  readonly inForce = new Slots('latest');
  readonly identities = new Identities();
  /** By chunk, or by function; what nobody keeps any more is forgotten. */
  readonly stretches = new WeakMap<object, Stretch>();
  private readonly definitions = new WeakMap<Parsed, DeferredValue>();

  /** @param remembers whether programs come again, a little changed; remembering them costs a fifth of the work */
  constructor(readonly remembers = true) {}

  /** What stands under the name of a definition that nothing has used yet. */
  deferred(name: string, chunk: Parsed, module: Slots): DeferredValue {
    const before = this.definitions.get(chunk);
    const known: DeferredValue = before?.module === module ? before : { kind: 'deferred', name, chunk, module };
    this.definitions.set(chunk, known);
    return known;
  }

  /** The names of a module. */
  moduleAt(path: string): Slots {
    const known = this.modules.get(path) ?? new Slots();
    this.modules.set(path, known);
    return known;
  }
}

/** What a link is kept under. */
export const linkOf = (from: string, name: string): string => `${from}\n${name}`;
