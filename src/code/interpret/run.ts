import type { Recorder } from '../record/recorder';
import { speaksOfSchedulers } from '../relevance';
import type { AttributeExpression, Expression, Span, Statement } from '../syntax/syntax';
import { noArguments } from './arguments';
import { assign } from './assign';
import { attribute } from './attributes';
import { call } from './calls';
import { instantiate } from './classes';
import { evaluate } from './expressions';
import { runUncalled } from './functions';
import { OutOfBudget, type CallSite, type Flow, type Interpreter } from './interpreter';
import { newScope, newFrame } from './scope';
import { execute } from './statements';
import type { Store } from './store';
import {
  unknown,
  type Arguments,
  type ClassValue,
  type DeferredValue,
  type FunctionValue,
  type InstanceValue,
  type Scope,
  type Value,
} from './values';

/** Calls inside calls deeper than this are not followed. */
const deepestCall = 12;

interface Definition {
  readonly fn: FunctionValue;
  readonly owner: ClassValue | null;
}

/** One program, run once in order of execution; then everything in it that nothing called. */
export class Run implements Interpreter {
  private readonly module = newScope('module', null, newFrame());
  private readonly running: Span[] = [];
  private readonly pending = new Map<string, Definition>();
  private readonly instances = new Map<ClassValue['definition'], InstanceValue>();

  constructor(
    readonly store: Store,
    readonly recorder: Recorder,
    private budget: number,
  ) {}

  /** The statements of one file or cell, in the module's scope. */
  runModule(statements: readonly Statement[]): void {
    this.execute(statements, this.module);
  }

  /** A definition that is not read before something uses it. */
  defer(name: string, load: () => readonly Statement[]): void {
    this.store.write(this.module.slots, name, { kind: 'deferred', name, load });
  }

  /** Reads a deferred definition, and what the name then stands for. */
  force({ name, load }: DeferredValue): Value {
    this.store.write(this.module.slots, name, undefined);
    this.runModule(load());
    const value = this.module.slots.get(name);
    return value === undefined || value.kind === 'deferred' ? unknown(`\`${name}\`, which cannot be read`) : value;
  }

  /** Functions nothing called, in the order of their definition; those they define come after them. */
  runUncalled(): void {
    for (const [key, { fn, owner }] of this.pending) {
      this.pending.delete(key);
      const self = owner && fn.decorated !== 'static' ? this.anInstanceOf(owner) : null;
      const { changes } = this.store.attempt(() => {
        runUncalled(this, { ...fn, self: fn.decorated === 'class' ? owner : self });
      });
      this.store.join([changes, new Map()]);
    }
  }

  /** The object of the class that the program made, or one made of unknowns. */
  private anInstanceOf(owner: ClassValue): InstanceValue | null {
    const known = this.instances.get(owner.definition);
    if (known) return known;
    const made = instantiate(this, owner, { ...noArguments, open: 'the arguments of the constructor' });
    return made.kind === 'instance' ? made : null;
  }

  spend(work = 1): void {
    this.budget -= work;
    if (this.budget < 0) throw new OutOfBudget();
  }

  evaluate(expression: Expression, scope: Scope): Value {
    return evaluate(this, expression, scope);
  }

  execute(statements: readonly Statement[], scope: Scope): Flow {
    return execute(this, statements, scope);
  }

  assign(target: Expression, value: Value, scope: Scope): void {
    assign(this, target, value, scope);
  }

  call(callee: Value, args: Arguments, site: CallSite): Value {
    return call(this, callee, args, site);
  }

  attribute(object: Value, expression: AttributeExpression): Value {
    return attribute(this, object, expression);
  }

  defined(fn: FunctionValue, owner: ClassValue | null): void {
    if (this.recorder.muted === 0 && speaksOfSchedulers(textOf(fn.at))) this.pending.set(keyOf(fn.at), { fn, owner });
  }

  instantiated(instance: InstanceValue): void {
    if (!this.instances.has(instance.of.definition)) this.instances.set(instance.of.definition, instance);
  }

  enter(fn: FunctionValue): boolean {
    if (this.running.length >= deepestCall || this.running.includes(fn.at)) return false;
    this.running.push(fn.at);
    if (this.recorder.muted === 0) this.pending.delete(keyOf(fn.at));
    return true;
  }

  leave(): void {
    this.running.pop();
  }
}

const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);

const keyOf = (span: Span): string => `${span.source.cell ?? ''}:${span.source.offset + span.start}`;
