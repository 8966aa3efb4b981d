import type { Changes, Scope } from '../values/values';
import type { Flow, Interpreter } from './interpreter';

/**
 * Ways of which any may be taken. What a way did that ends in `return` counts at the end of the function; what one did
 * that raises, never.
 */
export function branches(i: Interpreter, scope: Scope, ways: readonly (() => Flow)[]): Flow {
  const staying: Changes[] = [];
  for (const way of ways) {
    const returned = scope.frame.returns.length;
    const { changes, result: flow } = i.store.attempt(way);
    if (flow === 'next') staying.push(changes);
    else if (scope.frame.returns.length > returned) scope.frame.exits.push(changes);
  }
  i.store.join(staying);
  return staying.length > 0 ? 'next' : 'left';
}
