import type { Recorder } from '../sites/recorder';
import type { AttributeExpression, CallExpression, Expression, Statement } from '../syntax/syntax';
import type { Store } from '../values/store';
import type {
  Arguments,
  ClassValue,
  DeferredValue,
  FunctionValue,
  InstanceValue,
  Scope,
  Slots,
  Value,
} from '../values/values';

/** How a block ended: it ran to its end, or control left it. */
export type Flow = 'next' | 'left';

/** The call that is being evaluated. */
export interface CallSite {
  readonly expression: CallExpression;
  readonly scope: Scope;
  /** What is called is one of several, depending on which branch runs. */
  readonly oneOfSeveral: boolean;
}

/** The interface between the parts of the interpreter. */
export interface Interpreter {
  readonly store: Store;
  readonly recorder: Recorder;
  /** Counts work. @throws OutOfBudget when there was too much */
  spend(work?: number): void;
  evaluate(expression: Expression, scope: Scope): Value;
  execute(statements: readonly Statement[], scope: Scope): Flow;
  assign(target: Expression, value: Value, scope: Scope): void;
  call(callee: Value, args: Arguments, site: CallSite): Value;
  attribute(object: Value, expression: AttributeExpression): Value;
  /** The names of the module that a file imports under a name, where it is one of the workspace. */
  module(name: string, from: string): Slots | null;
  /** Reads a definition that was deferred until something uses it. */
  force(value: DeferredValue): Value;
  /** Registers a definition: if nothing calls it, it is run last, with its parameters unknown. */
  defined(fn: FunctionValue, owner: ClassValue | null): void;
  instantiated(instance: InstanceValue): void;
  /** A function begins: false when it already runs or too many do. */
  enter(fn: FunctionValue): boolean;
  leave(fn: FunctionValue): void;
}

/** The document needs more work than is allowed; what was found so far holds. */
export class OutOfBudget extends Error {}
