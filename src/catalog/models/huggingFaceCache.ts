/**
 * The Hugging Face cache on this disk, read only. `@huggingface/hub` stays in the room that talks to the network; its scan
 * of a cache knows neither subfolders, nor `~` and variables in paths, nor snapshots without references.
 * Source: huggingface_hub, constants.py (HF_HOME, HF_HUB_CACHE) and file_download.py (`try_to_load_from_cache`).
 */
import { isAbsolute, join } from 'node:path';
import type { Disk } from './disk';

/** The user's environment variables and home folder: parameters, so that nothing here depends on the process. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly home: string;
}

/** One downloaded commit of a repository. */
export interface Snapshot {
  /** Absolute path, `…/snapshots/<commit>`. */
  readonly folder: string;
  readonly commit: string;
  /** Whether it is the revision that was asked for; otherwise it is another one that stands in, the newest with the file. */
  readonly isAsked: boolean;
}

/**
 * The folders that hold `models--…`, the one that huggingface_hub uses first: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE,
 * else `hub` in HF_HOME, which is `huggingface` in XDG_CACHE_HOME or ~/.cache.
 *
 * @param extra further roots of the user's settings, `~` and variables allowed; relative ones are left out
 */
export function cacheRoots(environment: Environment, extra: readonly string[] = []): readonly string[] {
  const { variables, home } = environment;
  const given = (name: string): string | null => {
    const value = variables[name];
    return value ? expandPath(value, environment) : null;
  };
  const cache = given('XDG_CACHE_HOME') ?? join(home, '.cache');
  const huggingFace = given('HF_HOME') ?? join(cache, 'huggingface');
  const usual = given('HF_HUB_CACHE') ?? given('HUGGINGFACE_HUB_CACHE') ?? join(huggingFace, 'hub');
  const roots = [usual, ...extra.map((root) => expandPath(root, environment))];
  return [...new Set(roots.filter((root) => isAbsolute(root)))];
}

/** Python's `os.path.expandvars(os.path.expanduser(path))`; a variable that is not set stays as it is written. */
export function expandPath(path: string, { variables, home }: Environment): string {
  const valueOf = (written: string, name: string): string => variables[name] ?? written;
  return path
    .replace(/^~(?=$|[/\\])/, () => home)
    .replace(/\$\{(\w+)\}/g, valueOf)
    .replace(/\$(\w+)/g, valueOf)
    .replace(/%(\w+)%/g, valueOf);
}

/** Names of at most two parts as the Hub gives them; `..`, `--` and paths are none. Source: huggingface_hub, `validate_repo_id`. */
const repositoryId = /^(?:[\w.-]{1,96}\/)?[\w.-]{1,96}$/;

/** Whether a text can be the id of a repository on the Hub. */
export function isRepositoryId(id: string): boolean {
  if (!repositoryId.test(id) || /--|\.\.|\.git$/.test(id)) return false;
  return id.split('/').every((part) => !/^[.-]|[.-]$/.test(part));
}

/** Whether a path with `/` stays below where it starts, on every system. */
export const staysInside = (path: string): boolean =>
  /^[^\\:\0]{1,200}$/.test(path) && path.split('/').every((part) => part !== '' && !/^\.+$/.test(part));

const isCommit = (name: string): boolean => /^[0-9a-f]{40}$/.test(name);

/** Commits of one model that are looked through when there is no reference. */
const mostSnapshots = 200;

/**
 * The snapshot of a model that holds a file: the asked revision's (`main` if none is), else the newest that has the file,
 * in the first root that has one. Snapshots may be partial, references missing, and links real files (Windows).
 *
 * @param id a repository's id; anything else is refused, so that no id leads out of the cache
 * @param file path inside the repository with `/`, e.g. `scheduler/scheduler_config.json`; null for any snapshot
 */
export async function findSnapshot(
  disk: Disk,
  roots: readonly string[],
  { id, revision, file }: { readonly id: string; readonly revision: string | null; readonly file: string | null },
): Promise<Snapshot | null> {
  if (!isRepositoryId(id) || (file !== null && !staysInside(file))) return null;
  let standIn: Snapshot | null = null;
  for (const root of roots) {
    if (!(await disk.isFolder(root))) continue;
    const repository = join(root, `models--${id.replaceAll('/', '--')}`);
    if (!(await disk.isFolder(repository))) continue;
    const found = await snapshotIn(disk, repository, revision ?? 'main', file);
    if (found?.isAsked) return found;
    standIn ??= found;
  }
  return standIn;
}

async function snapshotIn(
  disk: Disk,
  repository: string,
  revision: string,
  file: string | null,
): Promise<Snapshot | null> {
  const folderOf = (commit: string): string => join(repository, 'snapshots', commit);
  const holdsFile = (commit: string): Promise<boolean> =>
    file === null ? disk.isFolder(folderOf(commit)) : disk.isFile(join(folderOf(commit), ...file.split('/')));
  const asked = await commitOf(disk, repository, revision);
  if (asked !== null && (await holdsFile(asked))) return { folder: folderOf(asked), commit: asked, isAsked: true };
  for (const commit of await newestFirst(disk, join(repository, 'snapshots'))) {
    // Without a reference the newest download is what `main` was.
    const isAsked = asked === null && revision === 'main';
    if (await holdsFile(commit)) return { folder: folderOf(commit), commit, isAsked };
  }
  return null;
}

/** What a revision refers to; null when this cache does not know it. */
async function commitOf(disk: Disk, repository: string, revision: string): Promise<string | null> {
  if (!staysInside(revision)) return null;
  const reference = await disk.text(join(repository, 'refs', ...revision.split('/')));
  const commit = reference.kind === 'text' ? reference.text.trim() : revision;
  return isCommit(commit) ? commit : null;
}

async function newestFirst(disk: Disk, snapshots: string): Promise<string[]> {
  const commits = (await disk.entries(snapshots)).filter(isCommit).slice(0, mostSnapshots);
  const dated: { commit: string; modified: number }[] = [];
  for (const commit of commits) dated.push({ commit, modified: (await disk.modified(join(snapshots, commit))) ?? 0 });
  return dated.sort((a, b) => b.modified - a.modified).map(({ commit }) => commit);
}
