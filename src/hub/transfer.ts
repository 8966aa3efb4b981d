import { createHash } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import type { ReadableStream } from 'node:stream/web';
import { HubError } from './errors';
import { httpError } from './toHubError';
import type { ListedFile } from './listing';

/** How one file gets from the Hub to the disk. */
export interface Transfer {
  readonly url: string;
  readonly file: ListedFile;
  /** The incomplete file: what an earlier attempt left there is taken up again. */
  readonly partial: string;
  readonly fetch: typeof fetch;
  /** Bytes of the file that are on the disk now. */
  readonly progress: (bytes: number) => void;
}

/**
 * Brings the rest of a file: asks for the bytes that are missing, appends them, then checks the whole.
 *
 * Ours, because `downloadFileToCacheDir` of @huggingface/hub always starts from the first byte, checks no checksum, and would
 * save the page of an error status as the file.
 * @throws HubError; a file with a wrong checksum is removed, one that broke off is kept. Whatever fetch or the disk throw.
 */
export async function transfer({ url, file, partial, fetch: fetcher, progress }: Transfer): Promise<void> {
  const begun = await resumable(partial, file.size);
  if (begun < file.size || file.size === 0) {
    // Compressed answers would count and resume in other bytes than the file's.
    const headers = { 'Accept-Encoding': 'identity', ...(begun > 0 && { Range: `bytes=${begun}-` }) };
    const response = await fetcher(url, { headers });
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel();
      throw httpError(response.status, file.path, response.headers.get('Retry-After'));
    }
    const continues = response.status === 206 && begun > 0;
    if (response.status === 206 && !response.headers.get('Content-Range')?.startsWith(`bytes ${begun}-`))
      throw new HubError(
        'refused',
        `The Hub sent another part of ${file.path} than it was asked for. Try again later.`,
      );
    await append(response, partial, file, continues ? begun : 0, progress);
  }
  await verify(partial, file);
}

/** How much of the file is there to go on from; a remainder that cannot be the beginning of it is removed. */
async function resumable(partial: string, size: number): Promise<number> {
  const begun = await stat(partial).then(
    (found) => found.size,
    () => 0,
  );
  if (begun <= size) return begun;
  await rm(partial);
  return 0;
}

async function append(
  response: Response,
  partial: string,
  { path, size }: ListedFile,
  begun: number,
  progress: (bytes: number) => void,
): Promise<void> {
  const to = await open(partial, begun > 0 ? 'a' : 'w');
  let bytes = begun;
  try {
    for await (const chunk of chunksOf(response.body)) {
      bytes += chunk.length;
      if (bytes > size)
        throw new HubError('size', `The Hub sent more of ${path} than the ${size} bytes it has. Try again later.`);
      await to.appendFile(chunk);
      progress(bytes);
    }
  } finally {
    await to.close();
  }
  if (bytes < size)
    throw new HubError(
      'interrupted',
      `The download of ${path} broke off at ${bytes} of ${size} bytes. Try again: it goes on where it stopped.`,
    );
}

async function verify(partial: string, { path, size, etag }: ListedFile): Promise<void> {
  const hash = etag.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  // In one piece: no planned file is larger than some 30 MB.
  if (hash.update(await readFile(partial)).digest('hex') === etag) return;
  await rm(partial);
  throw new HubError(
    'checksum',
    `${path} arrived with a wrong checksum and was removed. Try again; if it stays wrong, a proxy on the way changes what it lets through.`,
  );
}

/** The bytes of an answer; one without a body has none. */
async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body !== null) yield* body;
}
