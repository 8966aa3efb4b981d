/** Where a model's files are: a local folder goes before the cache, as in diffusers. */
import { isAbsolute, join, resolve, sep } from 'node:path';
import type { FoundModel } from '../types/foundModel';
import { cacheRoots, expandPath, findSnapshot, type Environment, type Snapshot } from './huggingFaceCache';
import type { Surroundings } from './modelFinding';
import type { ModelSearch } from './modelSearch';

/** A model on this disk, and whether it is the revision that the code asks for. */
export interface Place {
  readonly model: FoundModel;
  readonly isAsked: boolean;
}

/** The local folder of a model; relative paths start from the document's folder, then from the workspace's. */
export async function localFolder({ id }: ModelSearch, surroundings: Surroundings): Promise<Place | null> {
  for (const path of absolutePaths(id, surroundings)) {
    if (!(await surroundings.disk.isFolder(path))) continue;
    const description = `in ${shortened(path, surroundings.environment)}`;
    return { model: { id, folder: path, origin: 'folder', description, revision: null }, isAsked: true };
  }
  return null;
}

/** Absolute paths that a text in the code may mean; none for a network share. */
export function absolutePaths(path: string, { folders }: Surroundings): readonly string[] {
  if (/^[\\/]{2}/.test(path) || path.includes('\0') || path === '') return [];
  return isAbsolute(path) ? [resolve(path)] : folders.map((folder) => resolve(folder, path));
}

/** The snapshot of a model that holds a file (any snapshot for null), in `cache_dir` if the code gives it, else in the caches. */
export async function cachedSnapshot(
  { id, revision, cacheFolder }: ModelSearch,
  file: string | null,
  surroundings: Surroundings,
): Promise<Place | null> {
  const { disk, environment, extraRoots } = surroundings;
  const roots =
    cacheFolder === null
      ? cacheRoots(environment, extraRoots)
      : absolutePaths(expandPath(cacheFolder, environment), surroundings);
  const snapshot = await findSnapshot(disk, roots, { id, revision, file });
  return snapshot && { model: modelOf(id, snapshot), isAsked: snapshot.isAsked };
}

function modelOf(id: string, { folder, commit }: Snapshot): FoundModel {
  const description = `in the Hugging Face cache, commit ${commit.slice(0, 7)}`;
  return { id, folder, origin: 'cache', description, revision: commit };
}

/** A path as people write it, with `~` for the home folder. */
export function shortened(path: string, { home }: Pick<Environment, 'home'>): string {
  return path === home || path.startsWith(join(home, sep)) ? `~${path.slice(home.length)}` : path;
}
