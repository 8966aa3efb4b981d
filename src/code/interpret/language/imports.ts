import { dotted } from '../../workspace/modules';
import { slotsFor } from '../../values/scope';
import type { ImportedName, Statement } from '../../syntax/syntax';
import type { Interpreter } from '../interpreter';
import { isSchedulerClass } from '../diffusers/schedulerClass';
import { imported, lastOf, type Imported, type Scope, type Slots, type Value } from '../../values/values';

/** `import a.b as c`: without an alias the first word is what gets a name. */
export function importModules(i: Interpreter, names: readonly ImportedName[], scope: Scope): void {
  const from = fileOf(scope);
  for (const { path, alias } of names) {
    const first = path.split('.')[0] ?? path;
    i.store.write(slotsFor(alias ?? first, scope), alias ?? first, moduleOf(i, alias === null ? first : path, from));
  }
}

/** `from module import name as alias`. `*` gives no names for modules outside the workspace: diffusers' classes are recognised by name. */
export function importNames(
  i: Interpreter,
  statement: Extract<Statement, { kind: 'from import' }>,
  scope: Scope,
): void {
  const module = moduleOf(i, statement.module, fileOf(scope));
  for (const { path, alias, at } of statement.names) {
    if (path === '*') importAll(i, module, scope);
    else {
      i.store.write(slotsFor(alias ?? path, scope), alias ?? path, memberOf(i, module, path));
      if (isSchedulerClass(dotted(statement.module, path))) i.recorder.imported(path, at);
    }
  }
}

function importAll(i: Interpreter, { module }: Imported, scope: Scope): void {
  for (const [name] of module?.names?.pairs() ?? [])
    if (!name.startsWith('_') && module?.names) i.store.write(scope.slots, name, received(i, module.names, name));
}

/** The path of the file that a scope belongs to; empty when it is not known. */
function fileOf(scope: Scope): string {
  let root = scope;
  while (root.parent) root = root.parent;
  const file = root.slots.get('__file__');
  return file?.kind === 'constant' ? String(file.value) : '';
}

function moduleOf(i: Interpreter, path: string, from: string): Imported {
  return from === '' ? imported(path) : { ...imported(path), module: { names: i.module(path, from), from } };
}

/** `module.name`: what the module has under the name, else a module under it. */
export function memberOf(i: Interpreter, { path, module }: Imported, name: string): Value {
  const own = module?.names ? received(i, module.names, name) : undefined;
  if (own) return own;
  const whole = dotted(path, name);
  const names = module ? i.module(whole, module.from) : null;
  return module && names ? { ...imported(whole), module: { names, from: module.from } } : imported(whole);
}

/** A value of another module. A class that the other module only imported is marked as such. */
function received(i: Interpreter, names: Slots, name: string): Value | undefined {
  const value = names.get(name);
  if (value?.kind === 'deferred') return i.force(value);
  const isClass = value?.kind === 'imported' && /Scheduler$/.test(lastOf(value.path));
  return isClass ? { ...value, reexported: true } : value;
}
