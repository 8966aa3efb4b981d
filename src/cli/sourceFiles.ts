import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Folders that hold other people's code. */
const foreignFolders = new Set(['node_modules', 'site-packages', '__pycache__', 'venv']);

/** What is read of a folder: Python, notebooks, settings, and diffusers' own configurations. */
const readable = /\.(py|ipynb|ya?ml|toml)$|^(scheduler_config|model_index)\.json$/;

/** The rules of one `.gitignore`, which hold for everything under its folder. */
interface Rules {
  readonly folder: string;
  readonly ignores: Ignore;
}

/**
 * The file itself, or the files under a folder in order of their names. Hidden and ignored folders (`.gitignore`),
 * installed packages and virtual environments are left out; links are not followed.
 *
 * @param unreadable is told of folders that cannot be listed
 */
export async function* sourceFiles(path: string, unreadable: (folder: string) => void): AsyncGenerator<string> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) yield* filesUnder(path, [], unreadable);
  else yield path;
}

async function* filesUnder(
  folder: string,
  outer: readonly Rules[],
  unreadable: (folder: string) => void,
): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) {
    unreadable(folder);
    return;
  }
  if (entries.some(({ name }) => name === 'pyvenv.cfg')) return;
  const rules = entries.some(({ name }) => name === '.gitignore') ? [...outer, await rulesOf(folder)] : outer;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || foreignFolders.has(entry.name)) continue;
    if (isIgnored(path, entry.isDirectory(), rules)) continue;
    if (entry.isDirectory()) yield* filesUnder(path, rules, unreadable);
    else if (entry.isFile() && readable.test(entry.name)) yield path;
  }
}

async function rulesOf(folder: string): Promise<Rules> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '');
  return { folder, ignores: ignore().add(text) };
}

/** The innermost rule that says something decides, as in git. */
function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  for (const { folder, ignores } of rules.toReversed()) {
    const inside = relative(folder, path).split(sep).join('/') + (isFolder ? '/' : '');
    const said = ignores.test(inside);
    if (said.ignored || said.unignored) return said.ignored;
  }
  return false;
}

/** The text of a file beside another one, e.g. `scheduler/scheduler_config.json` beside a `model_index.json`. */
export const pathBeside = (file: string, path: string): string => join(dirname(file), path);
