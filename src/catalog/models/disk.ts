import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { LRUCache } from 'lru-cache';

/** Larger files are no scheduler configurations and no model indices: those have a few hundred bytes, or 30 kB with `trained_betas`. */
export const mostBytes = 2 ** 20;

/** A cache with more entries in one folder than this is looked through no further. */
const mostEntries = 10_000;

/** Texts that are kept; more than any program names models. */
const mostTexts = 256;

/** How long a disk may take for one answer, in milliseconds. */
const usualPatience = 1_000;

/** The outcome of reading a file. A reason is the end of a sentence: "it is larger than …". */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

interface Stamp {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  readonly modified: number;
}

interface Kept {
  readonly stamp: Stamp;
  readonly text: FileText;
}

/** Open questions by path. */
type Questions<T> = Map<string, Promise<T | null>>;

/**
 * Small files of this machine, read with patience: a folder that does not answer (a network drive that hangs) counts as
 * absent, and nothing below it is asked for until it answers, as every open question occupies one of Node's few threads.
 * Texts are read again only when time or size of a file have changed. Nothing throws.
 */
export class Disk {
  private readonly texts = new LRUCache<string, Kept>({ max: mostTexts });
  private readonly stamps: Questions<Stamp> = new Map();
  private readonly reads: Questions<string> = new Map();
  private readonly lists: Questions<readonly string[]> = new Map();
  private readonly silent = new Set<string>();

  /**
   * @param patience milliseconds for one answer
   * @param statOf what the system says of a path
   */
  constructor(
    private readonly patience = usualPatience,
    private readonly statOf: (path: string) => Promise<Stats> = stat,
  ) {}

  /** The text of a file of at most {@link mostBytes}. */
  async text(path: string): Promise<FileText> {
    const stamp = await this.stamp(path);
    if (!stamp) return this.isSilent(path) ? unreadable('its drive does not answer') : { kind: 'absent' };
    if (stamp.kind !== 'file') return unreadable('it is no file');
    if (stamp.bytes > mostBytes) return unreadable(`it is larger than ${mostBytes / 2 ** 20} MB`);
    const known = this.texts.get(path);
    if (known?.stamp.modified === stamp.modified && known.stamp.bytes === stamp.bytes) return known.text;
    const read = await this.ask(this.reads, path, () => readAtMost(path, stamp.bytes));
    if (read === null) return unreadable('it may not be read');
    const text: FileText = { kind: 'text', text: read };
    this.texts.set(path, { stamp, text });
    return text;
  }

  async isFolder(path: string): Promise<boolean> {
    return (await this.stamp(path))?.kind === 'folder';
  }

  async isFile(path: string): Promise<boolean> {
    return (await this.stamp(path))?.kind === 'file';
  }

  /** When a file or folder was changed, in milliseconds since 1970; null when it is not there. */
  async modified(path: string): Promise<number | null> {
    return (await this.stamp(path))?.modified ?? null;
  }

  /** The names in a folder; none when it is not there. */
  async entries(folder: string): Promise<readonly string[]> {
    const names = await this.ask(this.lists, folder, () => readdir(folder));
    return names?.slice(0, mostEntries) ?? [];
  }

  private stamp(path: string): Promise<Stamp | null> {
    return this.ask(this.stamps, path, async () => {
      const found = await this.statOf(path);
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
      return { kind, bytes: found.size, modified: found.mtimeMs };
    });
  }

  /** An answer in time, or null; who asks the same at the same time gets the same answer. */
  private async ask<T>(questions: Questions<T>, path: string, question: () => Promise<T>): Promise<T | null> {
    if (path.includes('\0') || this.isSilent(path)) return null;
    const asked = questions.get(path) ?? this.begin(questions, path, question);
    const inTime = await arrives(asked, this.patience);
    if (inTime) return asked;
    this.silent.add(path);
    return null;
  }

  private begin<T>(questions: Questions<T>, path: string, question: () => Promise<T>): Promise<T | null> {
    const answer = question()
      .catch(() => null)
      .finally(() => {
        questions.delete(path);
        this.silent.delete(path);
      });
    questions.set(path, answer);
    return answer;
  }

  private isSilent(path: string): boolean {
    return [...this.silent].some((silent) => path === silent || path.startsWith(`${silent}${sep}`));
  }
}

const unreadable = (reason: string): FileText => ({ kind: 'unreadable', reason });

/** Never more than was promised, should the file grow meanwhile; special files end by themselves. */
async function readAtMost(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Whether an answer is there before patience ends. */
async function arrives(answer: Promise<unknown>, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patience);
  });
  try {
    return await Promise.race([answer.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
