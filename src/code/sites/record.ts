import { joined } from '../values/join';
import {
  unknown,
  type Arguments,
  type LoadingValues,
  type PipelineValue,
  type SchedulerValue,
  type Subclass,
  type Value,
} from '../values/values';
import type { CallExpression, Span } from '../syntax/syntax';
import type { Place } from './place';

/** Where a configuration starts from, as values that may still be unknown. */
export interface Base {
  readonly model: Value | null;
  readonly pipelineClass: string | null;
  readonly scheduler: SchedulerValue | null;
  /** Items of that scheduler's configuration that were set after its construction. */
  readonly edits: ReadonlyMap<string, Value> | null;
  /** A dict written out in the code. */
  readonly config: ReadonlyMap<string, Value> | null;
  readonly loading: LoadingValues | null;
  readonly reason: string | null;
}

export const noBase: Base = {
  model: null,
  pipelineClass: null,
  scheduler: null,
  edits: null,
  config: null,
  loading: null,
  reason: null,
};

/** What one run of a configuring expression configures. */
export interface Configuration {
  /** The class of diffusers; null for a model's own scheduler, whose class the model names. */
  readonly className: string | null;
  /** The user's own class that is derived from it. */
  readonly subclass: Subclass | null;
  readonly via: 'constructor' | 'from_config' | 'from_pretrained';
  readonly options: Arguments;
  readonly base: Base | null;
  /** The class is what a table, a caller or a branch decides: it is not named where it is configured. */
  readonly dynamic: boolean;
  readonly anchor: Span;
  readonly at: Span;
}

/** A call that gives a scheduler its number of steps. */
export interface StepsRecord {
  readonly number: number;
  readonly kind: 'set_timesteps' | 'num_inference_steps';
  readonly args: ReadonlyMap<string, Value>;
  readonly pipeline: PipelineValue | null;
  readonly at: Span;
}

/** The call for one scheduler. */
export interface CallRecord extends StepsRecord {
  /** The calls that led there, the outermost first. */
  readonly calls: readonly CallExpression[];
  /** Attributes of its configuration that were set after its construction. */
  readonly edits: ReadonlyMap<string, Value>;
}

/** A configuring expression, and what the program does with the scheduler it makes. */
export interface SchedulerRecord extends Omit<Configuration, 'options' | 'dynamic'> {
  dynamic: boolean;
  options: ReadonlyMap<string, { value: Value; at: Span | null }>;
  open: string | null;
  base: Base | null;
  readonly calls: CallRecord[];
  readonly names: Set<string>;
  /** Made in unreachable code. */
  readonly dead: boolean;
  /** The program's call that leads to another module's expression; null for the program's own. */
  readonly shown: Place | null;
}

export function newRecord(made: Configuration, dead: boolean, shown: Place | null): SchedulerRecord {
  const { className, subclass, via, options, base, dynamic, anchor, at } = made;
  const { named, open } = options;
  return {
    className,
    subclass,
    via,
    options: named,
    open,
    base,
    dynamic,
    anchor,
    at,
    calls: [],
    names: new Set(),
    dead,
    shown,
  };
}

/** Joins another run of the expression: values that differ become alternatives. */
export function runAgain(record: SchedulerRecord, made: Configuration): void {
  const names = new Set([...record.options.keys(), ...made.options.named.keys()]);
  const options = new Map<string, { value: Value; at: Span | null }>();
  for (const name of names) {
    const [before, now] = [record.options.get(name), made.options.named.get(name)];
    const value = before && now ? joined([before.value, now.value]) : unknown(`\`${name}\` is not given every time`);
    options.set(name, { value, at: now?.at ?? before?.at ?? null });
  }
  record.options = options;
  record.open ??= made.options.open;
  record.dynamic ||= made.dynamic;
  record.base = joinedBase(record.base, made.base);
}

function joinedBase(a: Base | null, b: Base | null): Base | null {
  if (!a || !b) return a ?? b;
  const model = a.model && b.model ? joined([a.model, b.model]) : (a.model ?? b.model);
  if (a.pipelineClass === b.pipelineClass && a.scheduler?.id === b.scheduler?.id)
    return { ...a, model, config: a.config === b.config ? a.config : null };
  return { ...noBase, reason: 'it is not the same one every time' };
}
