import { slotsFor } from './scope';
import type { ImportedName, Statement } from '../syntax/syntax';
import type { Interpreter } from './interpreter';
import { isSchedulerClass } from './schedulerClass';
import { imported, type Scope } from './values';

/** `import a.b as c`: without an alias the first word is what gets a name. */
export function importModules(i: Interpreter, names: readonly ImportedName[], scope: Scope): void {
  for (const { path, alias } of names) {
    const first = path.split('.')[0] ?? path;
    i.store.write(slotsFor(alias ?? first, scope), alias ?? first, imported(alias === null ? first : path));
  }
}

/** `from module import name as alias`. `*` gives no names: those of diffusers are known by their look anyway. */
export function importNames(
  i: Interpreter,
  statement: Extract<Statement, { kind: 'from import' }>,
  scope: Scope,
): void {
  for (const { path, alias, at } of statement.names) {
    if (path === '*') continue;
    const whole = `${statement.module}.${path}`;
    i.store.write(slotsFor(alias ?? path, scope), alias ?? path, imported(whole));
    if (isSchedulerClass(whole)) i.recorder.imported(path, at);
  }
}
