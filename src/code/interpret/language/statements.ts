import { newScope, slotsFor } from '../../values/scope';
import type { FunctionDefinition, Span, Statement } from '../../syntax/syntax';
import { branches } from '../branches';
import { decoratedDefaults } from '../library/commandOptions';
import { forLoop, whileLoop } from './loops';
import { matchStatement } from './match';
import { importModules, importNames } from './imports';
import type { Flow, Interpreter } from '../interpreter';
import { unpackInto } from '../keys';
import { binary, truthOf } from '../operators';
import { alternativesOf, type ClassValue, type FunctionValue, type Scope } from '../../values/values';

/** Statements in order. Code after a `return` or `raise` is unreachable, but its sites are recorded. */
export function execute(i: Interpreter, statements: readonly Statement[], scope: Scope): Flow {
  for (const [n, statement] of statements.entries()) {
    if (run(i, statement, scope) === 'next') continue;
    const rest = statements.slice(n + 1);
    if (rest.length > 0) unreached(i, scope, () => execute(i, rest, scope));
    return 'left';
  }
  return 'next';
}

/** Runs unreachable code for its sites only; its changes and return values are dropped. */
function unreached(i: Interpreter, { frame }: Scope, look: () => void): void {
  const [returns, exits] = [frame.returns.length, frame.exits.length];
  i.recorder.dead++;
  i.store.attempt(look);
  i.recorder.dead--;
  frame.returns.length = returns;
  frame.exits.length = exits;
}

function run(i: Interpreter, s: Statement, scope: Scope): Flow {
  i.spend();
  switch (s.kind) {
    case 'expression':
      i.evaluate(s.value, scope);
      return 'next';
    case 'assign': {
      const value = i.evaluate(s.value, scope);
      for (const target of s.targets) i.assign(target, value, scope);
      return 'next';
    }
    case 'augment': {
      const [before, by] = [i.evaluate(s.target, scope), i.evaluate(s.value, scope)];
      if (s.operator === '|' && before.kind === 'dict') {
        unpackInto(i, before.entries, by);
        return 'next';
      }
      i.assign(s.target, binary(s.operator, before, by, s.at), scope);
      return 'next';
    }
    case 'annotate':
      return 'next';
    case 'import':
      importModules(i, s.names, scope);
      return 'next';
    case 'from import':
      importNames(i, s, scope);
      return 'next';
    case 'if':
      return ifStatement(i, s, scope);
    case 'for':
      return forLoop(i, s, scope);
    case 'while':
      return whileLoop(i, s, scope);
    case 'with':
      for (const { value, target } of s.items) {
        const entered = i.evaluate(value, scope);
        if (target) i.assign(target, entered, scope);
      }
      return i.execute(s.body, scope);
    case 'try':
      return tryStatement(i, s, scope);
    case 'match':
      return matchStatement(i, s, scope, (look) => unreached(i, scope, look));
    case 'function':
      i.store.write(slotsFor(s.name, scope), s.name, defineFunction(i, s, scope, null));
      return 'next';
    case 'class':
      defineClass(i, s, scope);
      return 'next';
    case 'return':
      scope.frame.returns.push(...(s.value ? alternativesOf(i.evaluate(s.value, scope)) : []));
      return 'left';
    case 'leave':
      for (const part of s.parts) i.evaluate(part, scope);
      return s.how === 'raise' ? 'left' : 'next';
    case 'delete':
      for (const target of s.targets) forget(i, target, scope);
      return 'next';
    case 'global':
      for (const name of s.names) scope.outer.add(name);
      return 'next';
    case 'other':
      for (const part of s.parts) {
        if (isStatement(part)) run(i, part, scope);
        else i.evaluate(part, scope);
      }
      return 'next';
  }
}

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

const statementKinds = new Set<string>(
  'expression assign augment annotate import if for while with try match function class return leave delete global other'
    .split(' ')
    .concat('from import'),
);

const isStatement = (part: Of<'other'>['parts'][number]): part is Statement => statementKinds.has(part.kind);

function ifStatement(i: Interpreter, s: Of<'if'>, scope: Scope): Flow {
  const truth = truthOf(i.evaluate(s.test, scope));
  if (truth === null) return branches(i, scope, [() => i.execute(s.then, scope), () => i.execute(s.otherwise, scope)]);
  unreached(i, scope, () => i.execute(truth ? s.otherwise : s.then, scope));
  return i.execute(truth ? s.then : s.otherwise, scope);
}

function tryStatement(i: Interpreter, s: Of<'try'>, scope: Scope): Flow {
  const body = (): Flow => i.execute([...s.body, ...s.otherwise], scope);
  const flow =
    s.handlers.length === 0
      ? body()
      : branches(i, scope, [body, ...s.handlers.map((handler) => () => i.execute(handler, scope))]);
  return i.execute(s.cleanup, scope) === 'left' ? 'left' : flow;
}

function forget(i: Interpreter, target: Of<'delete'>['targets'][number], scope: Scope): void {
  if (target.kind === 'name') i.store.write(scope.slots, target.name, undefined);
  else if (target.kind === 'sequence') for (const one of target.items) forget(i, one, scope);
  else if (target.kind === 'subscript') {
    const [object, key] = [i.evaluate(target.object, scope), i.evaluate(target.index, scope)];
    if (object.kind === 'dict' && key.kind === 'constant' && typeof key.value === 'string')
      i.store.write(object.entries, key.value, undefined);
  } else i.evaluate(target, scope);
}

function defineFunction(i: Interpreter, s: FunctionDefinition, scope: Scope, owner: ClassValue | null): FunctionValue {
  const decorators = s.decorators.map((decorator) => nameOf(decorator.at));
  for (const decorator of s.decorators) i.evaluate(decorator, scope);
  const defaults = decoratedDefaults(i, s.decorators, scope);
  const fn: FunctionValue = {
    kind: 'function',
    name: s.name,
    parameters: s.parameters,
    body: s.body,
    result: null,
    scope,
    self: null,
    defaults,
    decorated: decorationOf(decorators),
    at: s.at,
  };
  i.defined(fn, owner);
  return fn;
}

const nameOf = (at: Span): string => at.source.text.slice(at.start, Math.min(at.end, at.start + 40));

function decorationOf(decorators: readonly string[]): FunctionValue['decorated'] {
  if (decorators.some((name) => name === 'property' || name === 'cached_property')) return 'property';
  if (decorators.includes('staticmethod')) return 'static';
  return decorators.includes('classmethod') ? 'class' : null;
}

function defineClass(i: Interpreter, s: Of<'class'>, scope: Scope): void {
  const bases = s.bases.map((base) => i.evaluate(base, scope));
  const inner = newScope('class', scope, scope.frame);
  const value: ClassValue = { kind: 'class', definition: s, bases, attributes: inner.slots };
  i.store.write(slotsFor(s.name, scope), s.name, value);
  for (const statement of s.body) {
    if (statement.kind === 'function')
      i.store.write(inner.slots, statement.name, defineFunction(i, statement, inner, value));
    else run(i, statement, inner);
  }
}
