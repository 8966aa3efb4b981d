import path from 'node:path';

/** A module of the workspace. */
export interface ModuleFile {
  readonly path: string;
  readonly text: string;
}

/** The place of a program, and the modules it can import from there. */
export interface Workspace {
  /** The program's path. */
  readonly path: string;
  /** The module that a file imports under a name as Python writes it (`config`, `.schedulers`, `..lib.euler`). */
  module(name: string, from: string): ModuleFile | null;
}

/**
 * Modules under a folder, as Python finds them: relative ones from the importing file's folder, others there or in any
 * folder around it up to the root, as people start programs from either.
 *
 * @param read the text of a file, null when there is none
 */
export function workspaceUnder(root: string, program: string, read: (path: string) => string | null): Workspace {
  const module = (name: string, from: string): ModuleFile | null => {
    const dots = /^\.*/.exec(name)?.[0].length ?? 0;
    const parts = name
      .slice(dots)
      .split('.')
      .filter((part) => part !== '');
    const folder = path.dirname(from);
    const bases = dots > 0 ? [path.resolve(folder, ...Array<string>(dots - 1).fill('..'))] : foldersUpTo(root, folder);
    for (const base of bases) {
      if (!isInside(root, base)) continue;
      const found = at(path.join(base, ...parts), parts.length > 0);
      if (found && found.path !== from) return found;
    }
    return null;
  };
  const at = (stem: string, mayBeFile: boolean): ModuleFile | null => {
    for (const file of [...(mayBeFile ? [`${stem}.py`] : []), path.join(stem, '__init__.py')]) {
      const text = read(file);
      if (text !== null) return { path: file, text };
    }
    return null;
  };
  return { path: program, module };
}

const isInside = (root: string, folder: string): boolean => {
  const relative = path.relative(root, folder);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
};

/** At most this many folders around a file are searched. */
const mostFolders = 8;

function foldersUpTo(root: string, folder: string): string[] {
  const folders = [folder];
  while (folder !== root && folders.length < mostFolders) {
    const around = path.dirname(folder);
    if (around === folder) break;
    folder = around;
    folders.push(folder);
  }
  return folders;
}
