/**
 * A repository's folder in the Hugging Face cache, written as huggingface_hub writes it, so that diffusers finds what was
 * downloaded here: contents in `blobs/` by etag, links to them in `snapshots/<commit>/`, and the commit in `refs/main`.
 *
 * Ours, because @huggingface/hub writes this layout only around its own transfer, which ours replaces (see transfer.ts).
 */
import { copyFile, mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { ListedFile } from './listing';

export class CacheFolder {
  constructor(private readonly folder: string) {}

  blob({ etag }: ListedFile): string {
    return join(this.folder, 'blobs', etag);
  }

  /** Where a content grows until it is whole. */
  partial(file: ListedFile): string {
    return `${this.blob(file)}.incomplete`;
  }

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  async prepare(): Promise<void> {
    await mkdir(join(this.folder, 'blobs'), { recursive: true });
  }

  async has(file: ListedFile): Promise<boolean> {
    const found = await stat(this.blob(file)).catch(() => null);
    return found?.size === file.size;
  }

  /** Makes the grown content a whole one. */
  async complete(file: ListedFile): Promise<void> {
    await rename(this.partial(file), this.blob(file));
  }

  /** Shows the contents under their names; the reference comes last, because it says that all is there. */
  async publish(commit: string, files: readonly ListedFile[]): Promise<void> {
    for (const file of files) await link(this.blob(file), join(this.snapshot(commit), file.path));
    const reference = join(this.folder, 'refs', 'main');
    await mkdir(dirname(reference), { recursive: true });
    await writeFile(reference, commit);
  }
}

/** A relative link, or a copy where there are none (Windows without the right to make them). */
async function link(blob: string, name: string): Promise<void> {
  await mkdir(dirname(name), { recursive: true });
  await rm(name, { force: true });
  try {
    await symlink(relative(dirname(name), blob), name);
  } catch {
    await copyFile(blob, name);
  }
}
