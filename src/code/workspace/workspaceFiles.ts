import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Milliseconds after which a file is checked again. */
const checkInterval = 2000;

/** Files that mark the root of a project. */
const rootMarks = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'];

/** At most this many folders around a file are searched for a mark. */
const mostFolders = 12;

interface CachedFile {
  readonly text: string | null;
  /** Modification time and size, empty for a missing file. */
  readonly stamp: string;
  readonly lookedAt: number;
}

/** Cached texts of files on disk, read again when they change. */
export class WorkspaceFiles {
  private readonly cached = new Map<string, CachedFile>();
  private readonly roots = new Map<string, string>();

  /** @param open the text of a file that is open in an editor, which counts instead of the saved one */
  constructor(private readonly open: (path: string) => string | undefined = () => undefined) {}

  /** The text of a file, null when there is none. */
  read = (file: string): string | null => this.open(file) ?? this.look(file).text;

  /** Changes whenever the text of one of the files may have. */
  stampOf(files: readonly string[]): string {
    return files.map((file) => this.open(file) ?? this.look(file).stamp).join('\n');
  }

  /** The folder of the project that a file belongs to: the nearest around it that is marked, else its own. */
  rootOf(file: string): string {
    const folder = path.dirname(file);
    const known = this.roots.get(folder) ?? markedAround(folder) ?? folder;
    this.roots.set(folder, known);
    return known;
  }

  private look(file: string): CachedFile {
    const before = this.cached.get(file);
    const now = performance.now();
    if (before && now - before.lookedAt < checkInterval) return before;
    const found = statSync(file, { throwIfNoEntry: false });
    const stamp = found?.isFile() ? `${found.mtimeMs} ${found.size}` : '';
    const text = before?.stamp === stamp ? before.text : stamp === '' ? null : textOf(file);
    const current = { text, stamp, lookedAt: now };
    this.cached.set(file, current);
    return current;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function markedAround(start: string): string | null {
  let folder = start;
  for (let n = 0; n < mostFolders; n++) {
    const here = folder;
    if (rootMarks.some((mark) => statSync(path.join(here, mark), { throwIfNoEntry: false }))) return here;
    folder = path.dirname(here);
    if (folder === here) return null;
  }
  return null;
}
