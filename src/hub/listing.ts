import { modelInfo, pathsInfo } from '@huggingface/hub';
import * as v from 'valibot';
import { HubError } from './errors';
import { toHubError } from './toHubError';
import type { DownloadPlan } from './plan';

/** What the Hub has of a plan: one commit, so that the files belong together. */
export interface Listing {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly files: readonly ListedFile[];
}

export interface ListedFile {
  readonly path: string;
  readonly size: number;
  /**
   * What the cache names the content by: the SHA-256 of a file in large file storage (64 digits), or else git's own SHA-1
   * (40 digits). Both are checksums of the whole content.
   */
  readonly etag: string;
}

const commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));
const info = v.object({
  path: v.string(),
  size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  oid: v.optional(commit),
  lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
});

/**
 * Asks the Hub for the newest commit of the planned repository and for sizes and checksums of its files there.
 * @throws HubError when it does not say, a file is missing, or one is larger than was agreed to
 */
export async function listRemote(plan: DownloadPlan, hubUrl: string, fetcher: typeof fetch): Promise<Listing> {
  const { repository } = plan;
  const parsed = await answers(async () => {
    const { sha } = await modelInfo({
      name: repository,
      additionalFields: ['sha'],
      hubUrl,
      fetch: fetcher,
      revision: 'main',
    });
    const revision = v.parse(commit, sha);
    const paths = plan.files.map(({ path }) => path);
    const found = await pathsInfo({ repo: repository, paths, revision, hubUrl, fetch: fetcher });
    return { commit: revision, found: v.parse(v.array(info), found) };
  }, repository);
  const files = plan.files.map(({ path, maxBytes }): ListedFile => {
    const file = parsed.found.find((candidate) => candidate.path === path);
    const etag = file?.lfs?.oid ?? file?.oid;
    if (file === undefined || etag === undefined)
      throw new HubError('notFound', `${repository} has no ${path}. It may have been moved or renamed.`);
    if (file.size > maxBytes)
      throw new HubError(
        'size',
        `${repository}/${path} has ${file.size} bytes, more than the ${maxBytes} that are ever downloaded of it. Nothing was downloaded.`,
      );
    return { path, size: file.size, etag };
  });
  return { commit: parsed.commit, files };
}

async function answers<T>(ask: () => Promise<T>, what: string): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof v.ValiError || error instanceof SyntaxError)
      throw new HubError(
        'refused',
        `The answer about ${what} is not the Hub's. A proxy or a sign-in page may be in the way.`,
        {
          cause: error,
        },
      );
    throw toHubError(error, what);
  }
}
