import type { Loading } from '../../catalog/types/configurationReading';
import type { Origin } from '../../json/value';
import { SlotMap } from './slotMap';
import type { Parsed } from '../syntax/parsed';
import type { ClassDefinition, Expression, Parameter, Span, Statement } from '../syntax/syntax';

/** Is notified of reads from slots that are older than itself. */
export interface Watcher {
  readonly began: number;
  read(slots: Slots, name: string, value: Value | undefined): void;
  readAll(slots: Slots): void;
}

let watcher: Watcher | null = null;

/** Runs a function whose reads are reported to a watcher. */
export function watched<T>(by: Watcher, run: () => T): T {
  const outer = watcher;
  watcher = by;
  try {
    return run();
  } finally {
    watcher = outer;
  }
}

/** Values by name: a scope, a dict, an object's attributes. Written only through a `Store`. */
export class Slots extends SlotMap<Value> {
  /**
   * The value after branches. `either`: one of their values; a name that only one of them sets has that value, as using
   * it would raise after the other. `optional`: such a name may be missing, as in a dict. `latest`: the latest call.
   */
  constructor(readonly afterBranches: 'either' | 'optional' | 'latest' = 'either') {
    super();
  }

  get(name: string): Value | undefined {
    const value = this.values.get(name);
    if (watcher !== null && this.number <= watcher.began) watcher.read(this, name, value);
    return value;
  }

  get size(): number {
    if (watcher !== null && this.number <= watcher.began) watcher.readAll(this);
    return this.count;
  }

  /** Names and values, as they are now. */
  pairs(): (readonly [string, Value])[] {
    if (watcher !== null && this.number <= watcher.began) watcher.readAll(this);
    const pairs: (readonly [string, Value])[] = [];
    for (const [name, value] of this.values) if (value !== undefined) pairs.push([name, value]);
    return pairs;
  }
}

/** What a stretch of execution changed, with the values it left. */
export type Changes = ReadonlyMap<Slots, ReadonlyMap<string, Value | undefined>>;

/** One run of a function, or of the module. */
export interface Frame {
  readonly returns: Value[];
  /** Changes made in branches that left the function early. */
  readonly exits: Changes[];
  /** Names whose values the caller gives. */
  readonly parameters: ReadonlySet<string>;
}

/** Names of a module, function or class body, and the scope around it. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  readonly slots: Slots;
  readonly parent: Scope | null;
  readonly frame: Frame;
  /** Names that `global` or `nonlocal` gives to an outer scope. */
  readonly outer: Set<string>;
}

/** An argument given by name; `at` spans keyword and value when it is written out in the call. */
export interface Given {
  readonly value: Value;
  readonly at: Span | null;
  readonly nameAt: Span | null;
}

/** The arguments of one call, evaluated and unpacked. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Given>;
  /** `**scheduler.config` among them. */
  readonly spread: Value | null;
  /** Why there may be more than is listed (`*args`, `**kwargs` of unknown content), or null. */
  readonly open: string | null;
}

export type Scalar = null | boolean | number | string;

export interface Constant {
  readonly kind: 'constant';
  readonly value: Scalar;
  readonly origin: Extract<Origin, 'code' | 'parameter default'>;
  /** Where the value is written. */
  readonly at: Span | null;
}

export interface Unknown {
  readonly kind: 'unknown';
  /** In words a user understands, e.g. "the parameter `steps`". */
  readonly reason: string;
}

/** One of several values, depending on which branch ran. */
export interface Choice {
  readonly kind: 'choice';
  readonly among: readonly Value[];
}

/** Immutable: a method that changes a list gives its variable a new one. */
export interface ListValue {
  readonly kind: 'list';
  /** `array` is numpy's, `tensor` is torch's. */
  readonly type: 'list' | 'tuple' | 'set' | 'array' | 'tensor';
  readonly items: readonly Value[];
}

export interface DictValue {
  readonly kind: 'dict';
  /**
   * By string key; a key that is not text is written as JSON. `**` holds what was unpacked into the dict and is not known
   * key by key: a scheduler's configuration, or something unknown.
   */
  readonly entries: Slots;
}

/** Something of another module, or the module itself; `diffusers.schedulers.X` and `diffusers.X` are the same `path`. */
export interface Imported {
  readonly kind: 'imported';
  readonly path: string;
  /** Nothing imports it: its name suggests diffusers, as snippets leave their imports out. */
  readonly assumed?: true;
  /** Imported from another module of the workspace, which imported it itself. */
  readonly reexported?: true;
  /** For a module of the workspace: its names, and the file that imports it. */
  readonly module?: { readonly names: Slots | null; readonly from: string };
}

/** A class of the user's that is derived from one of diffusers. */
export interface Subclass {
  readonly name: string;
  /** The methods it overrides that decide the schedule. */
  readonly overrides: readonly string[];
}

/** A scheduler object. What the same expression makes of the same class has the same `id`. */
export interface SchedulerValue {
  readonly kind: 'scheduler';
  readonly id: number;
  /** The class of diffusers; null for a model's own scheduler, whose class the model names. */
  readonly className: string | null;
  readonly subclass: Subclass | null;
  /** What the configuring call gives. */
  readonly options: ReadonlyMap<string, Given>;
  readonly edits: ConfigEdits;
}

/** Changes to a scheduler's configuration after its construction: attributes and items differ (interpret/edits.ts). */
export interface ConfigEdits {
  readonly attributes: Slots;
  readonly items: Slots;
}

export const noEdits = (): ConfigEdits => ({ attributes: new Slots('optional'), items: new Slots('optional') });

/** A copy of the names and values at this moment. */
export const snapshot = (slots: Slots): ReadonlyMap<string, Value> => new Map(slots.pairs());

/** `scheduler.config`. */
export interface ConfigValue {
  readonly kind: 'config';
  readonly of: SchedulerValue;
}

/** {@link Loading} as values that may still be unknown. */
export interface LoadingValues {
  readonly method: Loading['method'];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** A diffusers pipeline; attributes that the program sets are in `attributes`. */
export interface PipelineValue {
  readonly kind: 'pipeline';
  readonly className: string;
  /** What was given to `from_pretrained`. */
  readonly model: Value | null;
  readonly loading: LoadingValues | null;
  readonly attributes: Slots;
  /** The identifier of the class, and the whole expression that made the pipeline. */
  readonly anchor: Span;
  readonly at: Span;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: () => readonly Statement[];
  /** For a lambda: the value it returns. */
  readonly result: Expression | null;
  readonly scope: Scope;
  /** The object it is a method of, which becomes the first argument. */
  readonly self: Value | null;
  /** Defaults that decorators give to parameters, in place of their own. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly decorated: 'property' | 'static' | 'class' | null;
  readonly at: Span;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly definition: ClassDefinition;
  readonly bases: readonly Value[];
  readonly attributes: Slots;
}

export interface InstanceValue {
  readonly kind: 'instance';
  readonly of: ClassValue;
  readonly attributes: Slots;
}

export interface PartialValue {
  readonly kind: 'partial';
  readonly callee: Value;
  readonly given: Arguments;
}

/** A function or class of the file that is only read when something uses it. */
export interface DeferredValue {
  readonly kind: 'deferred';
  readonly name: string;
  /** The names of its module. */
  readonly module: Slots;
  readonly chunk: Parsed;
}

/** Which call gave a scheduler its steps: of two, the later one counts. */
export interface StepsInForce {
  readonly kind: 'steps';
  /** The call's number, the same in every version of a document as long as the stretch of code that makes it is. */
  readonly call: number;
  /** When it was made: a larger number than those of calls before it. */
  readonly moment: number;
}

/** An `argparse.ArgumentParser`, and what its `parse_args` returns. */
export interface ParserValue {
  readonly kind: 'parser' | 'namespace';
  readonly options: Slots;
  /** The dataclasses that it makes objects of, for a parser of such. */
  readonly classes?: readonly Value[];
}

export type Value =
  | Constant
  | Unknown
  | Choice
  | ListValue
  | DictValue
  | Imported
  | SchedulerValue
  | ConfigValue
  | PipelineValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | PartialValue
  | ParserValue
  | StepsInForce
  | DeferredValue;

export const unknown = (reason: string): Unknown => ({ kind: 'unknown', reason });

export const constant = (value: Scalar, at: Span | null, origin: Constant['origin'] = 'code'): Constant => ({
  kind: 'constant',
  value,
  origin,
  at,
});

export const imported = (path: string): Imported => ({ kind: 'imported', path });

/** The alternatives of a value: itself when there is only one. */
export const alternativesOf = (value: Value): readonly Value[] => (value.kind === 'choice' ? value.among : [value]);

/** The last word of a dotted path: a class or function name. */
export const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
