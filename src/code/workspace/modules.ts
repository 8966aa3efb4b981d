import type { ProgramText } from '../text/program';
import { speaksOfSchedulers } from '../text/relevance';
import type { ModuleFile, Workspace } from './workspace';

/** Limits on the modules that are read: their number, length, total length, and depth of imports. */
const mostModules = 24;
const longestModule = 200_000;
const mostCharacters = 400_000;
const deepest = 4;

/** A longer module is only read if it has to do with schedulers; a short one may hold constants. */
const shortModule = 20_000;

/** Packages that are never read from the workspace, even if there is a copy. */
const foreign = /^(diffusers|torch|numpy|math|argparse|functools)(\.|$)/;

/** Names of one import statement that may be modules. */
const mostNames = 40;

/** The module that a name means in a file. */
export interface Link {
  readonly from: string;
  readonly name: string;
  readonly path: string;
}

/** The modules that a program imports from its workspace, each after those it imports itself. */
export interface Modules {
  readonly files: readonly ModuleFile[];
  readonly links: readonly Link[];
}

export const noModules: Modules = { files: [], links: [] };

/** `.` and `config` are `.config`, `lib` and `config` are `lib.config`. */
export const dotted = (module: string, name: string): string =>
  module === '' || module.endsWith('.') ? module + name : `${module}.${name}`;

export function modulesOf({ cells }: ProgramText, workspace: Workspace): Modules {
  const collection = new Collection(workspace);
  for (const { text } of cells) collection.importsOf(importsIn(text), workspace.path, 0);
  return collection;
}

class Collection implements Modules {
  readonly files: ModuleFile[] = [];
  readonly links: Link[] = [];
  private readonly known = new Set<string>();
  private readonly linked = new Map<string, boolean>();
  private characters = 0;

  constructor(private readonly workspace: Workspace) {
    this.known.add(workspace.path);
  }

  importsOf(imports: readonly Import[], from: string, depth: number): void {
    if (depth >= deepest) return;
    for (const { module, names } of imports) {
      const isPackage = this.link(module, from, depth);
      if (isPackage) for (const name of names) this.link(dotted(module, name), from, depth);
    }
  }

  /** Whether there may be modules under the name. */
  private link(name: string, from: string, depth: number): boolean {
    if (foreign.test(name)) return false;
    const key = `${from}\n${name}`;
    const before = this.linked.get(key);
    if (before !== undefined) return before;
    const found = this.workspace.module(name, from);
    const isPackage = found ? /__init__\.py$/.test(found.path) : /^\.+$/.test(name);
    this.linked.set(key, isPackage);
    if (found && this.add(found, depth)) this.links.push({ from, name, path: found.path });
    return isPackage;
  }

  private add(file: ModuleFile, depth: number): boolean {
    if (this.known.has(file.path)) return this.files.some(({ path }) => path === file.path);
    const { length } = file.text;
    if (length > longestModule || this.characters + length > mostCharacters) return false;
    if (this.files.length >= mostModules || (length > shortModule && !speaksOfSchedulers(file.text))) return false;
    this.known.add(file.path);
    this.characters += length;
    this.importsOf(importsOfModule(file), file.path, depth + 1);
    this.files.push(file);
    return true;
  }
}

interface Import {
  readonly module: string;
  readonly names: readonly string[];
}

/** Cached, as modules are imported by many programs. */
const importsByModule = new WeakMap<ModuleFile, readonly Import[]>();

function importsOfModule(file: ModuleFile): readonly Import[] {
  const known = importsByModule.get(file) ?? importsIn(file.text);
  importsByModule.set(file, known);
  return known;
}

/** All imports of a text, at any indentation. */
function importsIn(text: string): Import[] {
  const from = Array.from(
    text.matchAll(/^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*|[^\n]*)/gm),
    ([, module = '', names = '']): Import => ({ module, names: wordsOf(names) }),
  );
  const whole = Array.from(text.matchAll(/^[ \t]*import[ \t]+([^\n]*)/gm), ([, names = '']) =>
    names.split(',').flatMap((one) => prefixesOf(/^\s*([\w.]+)/.exec(one)?.[1] ?? '')),
  ).flat();
  return [...from, ...whole.map((module) => ({ module, names: [] }))];
}

/** The names of `a, b as c  # why`. */
const wordsOf = (names: string): string[] =>
  names
    .replace(/#[^\n]*/g, '')
    .split(',')
    .flatMap((one) => /^[\s(\\]*(\w+)/.exec(one)?.[1] ?? [])
    .slice(0, mostNames);

/** `a`, `a.b` and `a.b.c` of the last. */
const prefixesOf = (name: string): string[] => name.split('.').map((_, n, parts) => parts.slice(0, n + 1).join('.'));
