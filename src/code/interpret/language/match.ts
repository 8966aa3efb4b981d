/** `match`: which cases may be taken, and what their patterns bind. Source: Python's language reference, 8.6. */
import type { Expression, MatchCase, Statement } from '../../syntax/syntax';
import { branches } from '../branches';
import { member } from '../classes';
import type { Flow, Interpreter } from '../interpreter';
import { compare, truthOf } from '../operators';
import { alternativesOf, unknown, type Scope, type Value } from '../../values/values';

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Whether a case is taken; null when it is not known. */
type Verdict = boolean | null;

/**
 * Runs the cases that may be taken as branches; `unreached` runs the others for their sites.
 */
export function matchStatement(
  i: Interpreter,
  s: Extract<Statement, { kind: 'match' }>,
  scope: Scope,
  unreached: (look: () => void) => void,
): Flow {
  const subject = i.evaluate(s.subject, scope);
  const ways: (() => Flow)[] = [];
  let isDecided = false;
  for (const one of s.cases) {
    const verdict: Verdict = isDecided ? false : verdictOf(i, one, subject, scope);
    const way = (): Flow => take(i, one, subject, scope);
    if (verdict === false) unreached(way);
    else ways.push(way);
    isDecided ||= verdict === true;
  }
  const only = ways.at(0);
  if (isDecided && only && ways.length === 1) return only();
  return branches(i, scope, isDecided ? ways : [...ways, () => 'next']);
}

function take(i: Interpreter, { pattern, guard, body }: MatchCase, subject: Value, scope: Scope): Flow {
  if (pattern) bind(i, pattern, subject, scope);
  if (guard) i.evaluate(guard, scope);
  return i.execute(body, scope);
}

function verdictOf(i: Interpreter, { pattern, guard }: MatchCase, subject: Value, scope: Scope): Verdict {
  const fits = pattern ? matches(i, pattern, subject, scope) : null;
  if (fits === false || !pattern || !guard) return fits;
  return both([fits, guardOf(i, pattern, guard, subject, scope)]);
}

/** The truth of a guard, which may use the names that the pattern binds. */
function guardOf(i: Interpreter, pattern: Expression, guard: Expression, subject: Value, scope: Scope): Verdict {
  i.recorder.muted++;
  const { result } = i.store.attempt(() => {
    bind(i, pattern, subject, scope);
    return truthOf(i.evaluate(guard, scope));
  });
  i.recorder.muted--;
  return result;
}

/** Whether a value fits a pattern; of several values, all have to agree. */
function matches(i: Interpreter, pattern: Expression, subject: Value, scope: Scope): Verdict {
  const verdicts = alternativesOf(subject).map((one) => matchesOne(i, pattern, one, scope));
  const first = verdicts.at(0) ?? null;
  return verdicts.every((verdict) => verdict === first) ? first : null;
}

function matchesOne(i: Interpreter, pattern: Expression, subject: Value, scope: Scope): Verdict {
  switch (pattern.kind) {
    case 'name':
      return true;
    case 'walrus':
      return matches(i, pattern.value, subject, scope);
    case 'binary':
      return either([pattern.left, pattern.right].map((one) => matches(i, one, subject, scope)));
    case 'sequence':
      return matchesSequence(i, pattern, subject, scope);
    case 'dict':
      return matchesMapping(i, pattern, subject, scope);
    case 'call':
      return matchesClass(i, pattern, subject, scope);
    default:
      return compare('==', subject, i.evaluate(pattern, scope));
  }
}

const both = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;

const either = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;

/** Values that are certainly not sequences, mappings or objects. */
const isPlain = (value: Value): boolean => value.kind === 'constant' && value.origin === 'code';

function matchesSequence(i: Interpreter, { items }: Of<'sequence'>, subject: Value, scope: Scope): Verdict {
  if (subject.kind === 'dict' || isPlain(subject)) return false;
  if (subject.kind !== 'list') return null;
  const parts = itemsFor(items, subject.items);
  return parts ? both(parts.map(([pattern, value]) => matches(i, pattern, value, scope))) : false;
}

/** Each pattern with its value; null where there are too few or too many values. */
function itemsFor(patterns: readonly Expression[], values: readonly Value[]): (readonly [Expression, Value])[] | null {
  const star = patterns.findIndex(({ kind }) => kind === 'splat');
  const more = values.length - patterns.length;
  if (star < 0 ? more !== 0 : more < -1) return null;
  return patterns.map((pattern, n): readonly [Expression, Value] =>
    pattern.kind === 'splat'
      ? [pattern.value, { kind: 'list', type: 'list', items: values.slice(n, n + more + 1) }]
      : [pattern, values[star >= 0 && n > star ? n + more : n]],
  );
}

function matchesMapping(i: Interpreter, { entries }: Of<'dict'>, subject: Value, scope: Scope): Verdict {
  if (subject.kind === 'list' || isPlain(subject)) return false;
  if (subject.kind !== 'dict') return null;
  return both(
    entries.map(({ key, value }) => {
      const name = key && keyIn(i, key, scope);
      if (name === null) return key ? null : true;
      const entry = subject.entries.get(name);
      if (entry) return matches(i, value, entry, scope);
      return subject.entries.get('**') === undefined ? false : null;
    }),
  );
}

function keyIn(i: Interpreter, key: Expression, scope: Scope): string | null {
  const value = i.evaluate(key, scope);
  if (value.kind !== 'constant') return null;
  return typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
}

const scalars: Readonly<Record<string, string>> = {
  'builtins.str': 'string',
  'builtins.int': 'number',
  'builtins.float': 'number',
  'builtins.bool': 'boolean',
};

/** `Class(name=pattern)` of an object of this file, and `str()` and its like. */
function matchesClass(i: Interpreter, { callee, args }: Of<'call'>, subject: Value, scope: Scope): Verdict {
  const of = i.evaluate(callee, scope);
  if (subject.kind === 'instance' && of.kind === 'class' && subject.of.definition === of.definition)
    return both(
      args.map(({ name, value }) => {
        const attribute = name === null ? undefined : member(subject, name);
        return attribute ? matches(i, value, attribute, scope) : null;
      }),
    );
  if (subject.kind !== 'constant' || of.kind !== 'imported' || !Object.hasOwn(scalars, of.path)) return null;
  const [inner] = args;
  return typeof subject.value === scalars[of.path]
    ? args.length === 0
      ? true
      : matches(i, inner.value, subject, scope)
    : null;
}

/** Binds the names of a pattern, as far as their values are known. */
function bind(i: Interpreter, pattern: Expression, subject: Value, scope: Scope): void {
  switch (pattern.kind) {
    case 'name':
      if (pattern.name !== '_') i.assign(pattern, subject, scope);
      return;
    case 'walrus':
      bind(i, pattern.value, subject, scope);
      i.assign(pattern.target, subject, scope);
      return;
    case 'binary': {
      const fits = [pattern.left, pattern.right].find((one) => matches(i, one, subject, scope) !== false);
      bind(i, fits ?? pattern.left, subject, scope);
      return;
    }
    case 'sequence': {
      const parts = subject.kind === 'list' ? itemsFor(pattern.items, subject.items) : null;
      for (const [one, value] of parts ?? pattern.items.map((item) => [partOf(item), aPart] as const))
        bind(i, one, value, scope);
      return;
    }
    case 'dict':
      for (const { key, value } of pattern.entries) {
        const name = key && keyIn(i, key, scope);
        const entry = subject.kind === 'dict' && name !== null ? subject.entries.get(name) : undefined;
        bind(i, value, entry ?? aPart, scope);
      }
      return;
    case 'call': {
      const of = i.evaluate(pattern.callee, scope);
      const isScalar = of.kind === 'imported' && Object.hasOwn(scalars, of.path);
      for (const { name, value } of pattern.args) {
        const attribute = subject.kind === 'instance' && name !== null ? member(subject, name) : undefined;
        bind(i, value, attribute ?? (isScalar ? subject : aPart), scope);
      }
      return;
    }
    default:
      i.evaluate(pattern, scope);
  }
}

const aPart = unknown('a part of what is matched');

const partOf = (pattern: Expression): Expression => (pattern.kind === 'splat' ? pattern.value : pattern);
