import { speaksOfSchedulers } from '../../text/relevance';
import type { Statement } from '../../syntax/syntax';
import { branches } from '../branches';
import type { Flow, Interpreter } from '../interpreter';
import { truthOf } from '../operators';
import { unknown, type Value, type Changes, type Scope } from '../../values/values';

/** Loops over more known values than this are run once, with an unknown item. */
const mostRounds = 16;

/** So is a loop without schedulers whose body, times its rounds, has more characters than this. */
const longestUnrelated = 1000;

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** `for target in iterable`: round by round when the values are known and few. */
export function forLoop(i: Interpreter, s: Of<'for'>, scope: Scope): Flow {
  const iterable = i.evaluate(s.iterable, scope);
  if (iterable.kind === 'list' && isWorthRounds(iterable.items.length, s)) {
    for (const item of iterable.items) {
      i.assign(s.target, item, scope);
      i.execute(s.body, scope);
    }
  } else {
    anyRounds(i, scope, () => {
      i.assign(s.target, eachOf(iterable, s), scope);
      return i.execute(s.body, scope);
    });
  }
  return i.execute(s.otherwise, scope);
}

function isWorthRounds(rounds: number, { at }: Of<'for'>): boolean {
  if (rounds === 0 || rounds > mostRounds) return false;
  const length = at.end - at.start;
  return rounds * length <= longestUnrelated || speaksOfSchedulers(at.source.text.slice(at.start, at.end));
}

function eachOf(iterable: Value, s: Of<'for'>): Value {
  const { source, start, end } = s.iterable.at;
  return unknown(
    `each item of ${iterable.kind === 'unknown' && iterable.reason.length < 60 ? iterable.reason : `\`${source.text.slice(start, Math.min(end, start + 60))}\``}`,
  );
}

export function whileLoop(i: Interpreter, s: Of<'while'>, scope: Scope): Flow {
  anyRounds(i, scope, () => {
    i.evaluate(s.test, scope);
    return i.execute(s.body, scope);
  });
  return truthOf(i.evaluate(s.test, scope)) === true ? 'next' : i.execute(s.otherwise, scope);
}

/**
 * A body that runs any number of times. A first, unrecorded run shows which plain values it changes; those are not
 * known in the run that counts.
 */
function anyRounds(i: Interpreter, scope: Scope, round: () => Flow): void {
  if (i.recorder.muted === 0) {
    i.recorder.muted++;
    const { changes } = i.store.attempt(round);
    i.recorder.muted--;
    blurConstants(i, changes);
  }
  branches(i, scope, [round, () => 'next']);
}

function blurConstants(i: Interpreter, changes: Changes): void {
  for (const [slots, values] of changes) {
    for (const [name, after] of values) {
      const before = slots.get(name);
      if (before?.kind === 'constant' && after !== undefined && after.kind !== 'scheduler')
        i.store.write(slots, name, unknown(`\`${name}\` changes in a loop`));
    }
  }
}
