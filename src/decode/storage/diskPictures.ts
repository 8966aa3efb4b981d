import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { partialEnding, writeAtomically } from './atomicFile';
import { fromBytes, toBytes, type KeptPicture, type PictureStore } from './storedPicture';

export interface DiskPicturesOptions {
  /** A folder of its own; made when there is something to keep. */
  readonly folder: string;
  /** What a key does not say and pictures depend on all the same, such as the version of the embedded decoders. */
  readonly edition: string;
  /** Bound on all files; 256 MB when absent: 300 pictures of 512 pixels, 5,000 of 128. */
  readonly maxBytes?: number;
  /** How files are written; tests fill the disk with it. */
  readonly write?: (file: string, bytes: Uint8Array) => Promise<void>;
}

const defaultMaxBytes = 256 * 2 ** 20;

/** The folder's size is measured again once this share of the bound was written: other windows write as well. */
const measureAfter = 1 / 8;

/** Evicting goes on down to this share, so that it does not begin anew with every picture. */
const evictTo = 0.9;

/** After a failure nothing is written for a while: a full disk does not empty itself. */
const restMilliseconds = 60_000;

/** Pictures waiting to be written hold memory; more are not kept. */
const maxWaiting = 32;

/** A partial file may be another window's; one this old is abandoned. */
const partialMilliseconds = 3_600_000;

/**
 * Decoded pictures from one session to the next, a file each, by the key of their content. Any number of windows may use a
 * folder at once. What cannot be read is not there, what cannot be written is not kept; nothing throws.
 */
export class DiskPictures implements PictureStore {
  readonly #maxBytes: number;
  readonly #write: (file: string, bytes: Uint8Array) => Promise<void>;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Bytes written since the folder's size was measured; Infinity at first, so that it is measured at the first write. */
  #unmeasured = Infinity;
  #restsUntil = 0;

  constructor(private readonly options: DiskPicturesOptions) {
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes;
    this.#write = options.write ?? writeAtomically;
  }

  async get(key: string): Promise<KeptPicture | undefined> {
    const file = this.#fileOf(key);
    try {
      const picture = fromBytes(await readFile(file), key);
      if (!picture) await rm(file, { force: true });
      // Used now, so among the last to be evicted; where that cannot be noted it does no harm.
      else utimes(file, new Date(), new Date()).catch(() => undefined);
      return picture;
    } catch {
      return undefined;
    }
  }

  set(key: string, picture: KeptPicture): void {
    if (this.#waiting >= maxWaiting || Date.now() < this.#restsUntil) return;
    this.#waiting++;
    this.#writing = this.#writing.then(async () => this.#keep(key, picture)).finally(() => this.#waiting--);
  }

  /** Everything that was to be written is written. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #keep(key: string, picture: KeptPicture): Promise<void> {
    if (Date.now() < this.#restsUntil) return;
    try {
      await mkdir(this.options.folder, { recursive: true });
      const bytes = toBytes(picture, key);
      await this.#write(this.#fileOf(key), bytes);
      this.#unmeasured += bytes.byteLength;
      if (this.#unmeasured > this.#maxBytes * measureAfter) await this.#evict();
    } catch {
      this.#restsUntil = Date.now() + restMilliseconds;
    }
  }

  /** Deletes the longest unused until the bound is kept. */
  async #evict(): Promise<void> {
    const files = (await this.#files()).sort((a, b) => a.used - b.used);
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    this.#unmeasured = 0;
    if (bytes <= this.#maxBytes) return;
    for (const { path, size } of files) {
      if (bytes <= this.#maxBytes * evictTo) return;
      await rm(path, { force: true });
      bytes -= size;
    }
  }

  async #files(): Promise<{ readonly path: string; readonly size: number; readonly used: number }[]> {
    const names = await readdir(this.options.folder);
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(this.options.folder, name);
        const facts = await stat(path).catch(() => null);
        if (!facts) return [];
        const used = facts.mtimeMs;
        const isForgotten = name.endsWith(partialEnding) && Date.now() - used > partialMilliseconds;
        if (isForgotten) await rm(path, { force: true });
        return isForgotten ? [] : [{ path, size: facts.size, used }];
      }),
    );
    return found.flat();
  }

  #fileOf(key: string): string {
    const name = createHash('sha256').update(`${this.options.edition}\n${key}`).digest('hex').slice(0, 40);
    return join(this.options.folder, name);
  }
}
