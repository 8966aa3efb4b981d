import type { Changes, Scope } from '../values/values';
import type { Flow, Interpreter } from './interpreter';

/**
 * Runs branches of which any may be taken. The changes of a branch that ends in `return` count at the end of the function;
 * those of one that raises, never.
 */
export function branches(i: Interpreter, scope: Scope, ways: readonly (() => Flow)[]): Flow {
  const continuing: Changes[] = [];
  for (const way of ways) {
    const returned = scope.frame.returns.length;
    const { changes, result: flow } = i.store.attempt(way);
    if (flow === 'next') continuing.push(changes);
    else if (scope.frame.returns.length > returned) scope.frame.exits.push(changes);
  }
  i.store.join(continuing);
  return continuing.length > 0 ? 'next' : 'left';
}
