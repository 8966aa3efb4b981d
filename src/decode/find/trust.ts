import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';

/** How far the open workspace is trusted. */
export interface Trust {
  readonly trusted: boolean;
  /** The workspace's folders, absolute. */
  readonly workspace: readonly string[];
}

/** Whether a path leads into the workspace, links followed. A path that does not exist is taken as written. */
export async function isInWorkspace(path: string, { workspace }: Trust): Promise<boolean> {
  const real = await followed(path);
  for (const folder of workspace) if (isWithin(await followed(folder), real)) return true;
  return false;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function followed(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
