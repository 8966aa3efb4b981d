import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Disk } from '../../src/catalog/models/disk';
import type { Surroundings } from '../../src/catalog/models/modelFinding';

/** What a repository's files hold; an object is written as JSON. */
type Files = Readonly<Record<string, string | object>>;

interface Download {
  readonly id: string;
  readonly commit: string;
  readonly files: Files;
  /** References to this commit: none for a cache whose references are lost. */
  readonly refs?: readonly string[];
  /** Real files instead of links, as on Windows. */
  readonly withoutLinks?: boolean;
  /** Seconds since 1970. */
  readonly downloaded?: number;
}

export const commitOf = (digit: string): string => digit.repeat(40);

/** A folder of one's own with a home, a Hugging Face cache laid out as huggingface_hub does it, and a workspace. */
export class MiniatureCache {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sigmascope-cache-'));
  readonly home = path.join(this.folder, 'home');
  readonly hub = path.join(this.home, '.cache', 'huggingface', 'hub');
  readonly workspace = path.join(this.folder, 'workspace');

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As if `hf download` had been there. */
  download({ id, commit, files, refs = ['main'], withoutLinks = false, downloaded }: Download, hub = this.hub): void {
    const repository = path.join(hub, `models--${id.replace('/', '--')}`);
    const snapshot = path.join(repository, 'snapshots', commit);
    for (const [name, content] of Object.entries(files)) {
      const text = textOf(content);
      const blob = path.join(repository, 'blobs', createHash('sha1').update(text).digest('hex'));
      write(blob, text);
      const shown = path.join(snapshot, name);
      mkdirSync(path.dirname(shown), { recursive: true });
      if (withoutLinks) copyFileSync(blob, shown);
      else symlinkSync(path.relative(path.dirname(shown), blob), shown);
    }
    for (const ref of refs) write(path.join(repository, 'refs', ref), commit);
    if (downloaded !== undefined) utimesSync(snapshot, downloaded, downloaded);
  }

  /** Files of the workspace. */
  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) write(path.join(this.workspace, name), textOf(content));
  }

  surroundings(variables: Readonly<Record<string, string>> = {}, extraRoots: readonly string[] = []): Surroundings {
    return {
      disk: new Disk(),
      environment: { variables, home: this.home },
      extraRoots,
      folders: [path.join(this.workspace, 'scripts'), this.workspace],
    };
  }
}

const textOf = (content: string | object): string =>
  typeof content === 'string' ? content : JSON.stringify(content, null, 2);

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
