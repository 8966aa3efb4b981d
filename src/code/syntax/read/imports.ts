import type { ImportedName, Statement } from '../syntax';
import { nameOf } from './lists';
import type { Reading } from './reading';

/** `import a.b as c, d`. */
export function imports(t: Reading, start: number): Statement {
  t.next();
  const names = [importedName(t)];
  while (t.accept(',')) names.push(importedName(t));
  return { kind: 'import', names, at: t.span(start) };
}

/** `from a.b import c as d, e`, in brackets or not, `from . import c`, `from a import *`. */
export function fromImport(t: Reading, start: number): Statement {
  t.next();
  const module = moduleName(t);
  t.expect('import');
  const names = importedNames(t);
  // What `__future__` gives are switches, not values.
  if (module === '__future__') return { kind: 'other', parts: [], at: t.span(start) };
  return { kind: 'from import', module, names, at: t.span(start) };
}

function importedNames(t: Reading): ImportedName[] {
  const { start } = t;
  if (t.accept('*')) return [{ path: '*', alias: null, at: t.span(start) }];
  const bracketed = t.accept('(');
  const names = [importedName(t)];
  while (t.accept(',') && (!bracketed || t.type !== ')')) names.push(importedName(t));
  if (bracketed) t.expect(')');
  return names;
}

function moduleName(t: Reading): string {
  let dots = '';
  while (t.type === '.' || t.type === '...') {
    dots += t.type;
    t.next();
  }
  return t.type === 'import' && dots !== '' ? dots : dots + dotted(t);
}

function dotted(t: Reading): string {
  let path = nameOf(t).name;
  while (t.accept('.')) path += `.${nameOf(t).name}`;
  return path;
}

function importedName(t: Reading): ImportedName {
  const { start } = t;
  const path = dotted(t);
  const at = t.span(start);
  return { path, alias: t.accept('as') ? nameOf(t).name : null, at };
}
