import type { Recorder } from './sites/recorder';
import type { Finding } from './sites/finding';
import { speaksOfSchedulers } from './text/relevance';
import type { Parsed, ParsedChunks } from './syntax/parsed';
import type { AttributeExpression, Expression, Span, Statement } from './syntax/syntax';
import { noArguments } from './interpret/arguments';
import { assign } from './interpret/language/assign';
import { attribute } from './interpret/language/attributes';
import { call } from './interpret/language/calls';
import { instantiate } from './interpret/classes';
import { evaluate } from './interpret/language/expressions';
import { runUncalled } from './interpret/functions';
import { OutOfBudget, type CallSite, type Flow, type Interpreter } from './interpret/interpreter';
import type { Modules } from './workspace/modules';
import { linkOf, type Definition, type Event, type Memory, type Stretch } from './memory';
import { newFrame } from './values/scope';
import { execute } from './interpret/language/statements';
import type { Store } from './values/store';
import { stillHold } from './values/trace';
import {
  constant,
  unknown,
  type Slots,
  type Arguments,
  type ClassValue,
  type DeferredValue,
  type FunctionValue,
  type InstanceValue,
  type Scope,
  type Value,
} from './values/values';

/** Calls inside calls deeper than this are not followed. */
const deepestCall = 12;

/** So far into the code of other modules; and longer functions there, in characters, have to speak of schedulers. */
const deepestForeignCall = 4;
const longestUnrelated = 1500;

/** One program, run once in order of execution; then everything in it that nothing called. */
export class Run implements Interpreter {
  /** Of every stretch so far, in order. */
  readonly findings: (readonly Finding[])[] = [];
  private events: Event[] = [];
  private readonly running: Span[] = [];
  private readonly pending = new Map<Span, Definition>();
  private readonly instances = new Map<ClassValue['definition'], InstanceValue>();

  constructor(
    readonly store: Store,
    readonly recorder: Recorder,
    private readonly chunks: ParsedChunks,
    private readonly memory: Memory,
    private budget: number,
  ) {}

  /** The statements of a chunk, in its module's scope; `file` is null for the program itself. */
  runChunk(chunk: Parsed, module: Slots, file: string | null): void {
    this.stretch(chunk, undefined, file, () => this.runModule(chunk, module));
  }

  private runModule(chunk: Parsed, module: Slots): void {
    const scope: Scope = { kind: 'module', slots: module, parent: null, frame: newFrame(), outer: new Set() };
    this.execute(this.chunks.statementsOf(chunk), scope);
  }

  /** A definition that says nothing of schedulers is not even parsed until something uses it. */
  defer(name: string, chunk: Parsed, module: Slots): void {
    this.store.write(module, name, this.memory.deferred(name, chunk, module));
  }

  /** Notes where names of modules lead, before anything is run. */
  link({ links }: Modules): void {
    for (const { from, name, path } of links) {
      // Made before any stretch begins: what a stretch makes is its own, and not noticed when it is read.
      this.memory.moduleAt(path);
      this.store.write(this.memory.links, linkOf(from, name), constant(path, null));
    }
  }

  module(name: string, from: string): Slots | null {
    const path = this.memory.links.get(linkOf(from, name));
    return path?.kind === 'constant' ? this.memory.moduleAt(String(path.value)) : null;
  }

  /** Reads a deferred definition, and what the name then stands for. */
  force({ name, chunk, module }: DeferredValue): Value {
    this.store.write(module, name, undefined);
    this.runModule(chunk, module);
    const value = module.get(name);
    return value === undefined || value.kind === 'deferred' ? unknown(`\`${name}\`, which cannot be read`) : value;
  }

  /** Functions nothing called, in the order of their definition; those they define come after them. */
  runUncalled(): void {
    for (const [at, definition] of this.pending) {
      this.pending.delete(at);
      const { fn, owner } = definition;
      const instance = owner && fn.decorated !== 'static' ? this.instances.get(owner.definition) : undefined;
      this.stretch(fn, instance, null, () => this.runDefinition(definition));
    }
  }

  private runDefinition({ fn, owner }: Definition): void {
    const self = owner && fn.decorated !== 'static' ? this.anInstanceOf(owner) : null;
    const { changes } = this.store.attempt(() => {
      runUncalled(this, { ...fn, self: fn.decorated === 'class' ? owner : self });
    });
    this.store.join([changes, new Map()]);
  }

  /** The object of the class that the program made, or one made of unknowns. */
  private anInstanceOf(owner: ClassValue): InstanceValue | null {
    const known = this.instances.get(owner.definition);
    if (known) return known;
    const made = instantiate(this, owner, { ...noArguments, open: 'the arguments of the constructor' });
    return made.kind === 'instance' ? made : null;
  }

  /** Runs a stretch of the program, or does again what it did when it was run before. */
  private stretch(of: object, instance: InstanceValue | undefined, file: string | null, run: () => void): void {
    // Modules come again with the next program that imports them.
    if (!this.memory.remembers && file === null) {
      this.beginFindings(of);
      this.store.go(run);
      return;
    }
    const before = this.memory.stretches.get(of);
    if (before?.instance === instance && before?.file === file && this.wouldRepeat(before)) this.repeat(before);
    else this.memory.stretches.set(of, { file, ...this.runStretch(of, instance, run) });
  }

  private wouldRepeat({ reads, brokenChunks, spent }: Stretch): boolean {
    return spent <= this.budget && this.chunks.wouldTake(brokenChunks) && stillHold(reads);
  }

  private repeat({ writes, brokenChunks, findings, events, spent }: Stretch): void {
    this.budget -= spent;
    this.store.repeat(writes);
    for (const { length } of brokenChunks) this.chunks.take(length);
    this.findings.push(findings);
    for (const event of events) this.happened(event);
  }

  private runStretch(of: object, instance: InstanceValue | undefined, run: () => void): Omit<Stretch, 'file'> {
    const [budget, broken] = [this.budget, this.chunks.brokenChunks.length];
    const findings = this.beginFindings(of);
    const events: Event[] = [];
    this.events = events;
    const { reads, writes } = this.store.follow(run);
    const brokenChunks = this.chunks.brokenChunks.slice(broken);
    return { instance, reads, writes, brokenChunks, findings, events, spent: budget - this.budget };
  }

  /** The list that what is found from now on goes to. */
  private beginFindings(of: object): readonly Finding[] {
    const findings: Finding[] = [];
    this.findings.push(findings);
    this.recorder.begin(of, findings);
    return findings;
  }

  private note(event: Event): void {
    this.events.push(event);
    this.happened(event);
  }

  private happened(event: Event): void {
    if (event.kind === 'defined') this.pending.set(event.definition.fn.at, event.definition);
    else if (event.kind === 'called') this.pending.delete(event.at);
    else if (!this.instances.has(event.instance.of.definition))
      this.instances.set(event.instance.of.definition, event.instance);
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
    if (this.recorder.muted === 0 && fn.at.source.file === null && speaksOfSchedulers(textOf(fn.at)))
      this.note({ kind: 'defined', definition: { fn, owner } });
  }

  instantiated(instance: InstanceValue): void {
    this.note({ kind: 'instance', instance });
  }

  enter(fn: FunctionValue): boolean {
    if (this.running.length >= deepestCall || this.running.includes(fn.at) || !this.isWorthFollowing(fn.at))
      return false;
    this.running.push(fn.at);
    if (this.recorder.muted === 0) this.note({ kind: 'called', at: fn.at });
    return true;
  }

  /** Code of other modules: not far into it, and what is long only if it has to do with schedulers. */
  private isWorthFollowing(at: Span): boolean {
    if (at.source.file === null) return true;
    const depth = this.running.filter(({ source }) => source.file !== null).length;
    if (depth >= deepestForeignCall) return false;
    return at.end - at.start <= longestUnrelated || speaksOfSchedulers(textOf(at));
  }

  leave(): void {
    this.running.pop();
  }
}

const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);
