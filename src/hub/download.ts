/**
 * The one place that talks to the network, and only after a yes. No token is sent: what is downloaded is open to everyone.
 *
 * Proxies: in the extension host VS Code replaces `fetch` by one that obeys `http.proxy`, HTTPS_PROXY and NO_PROXY, so the
 * global one is right there.
 */
import { CacheFolder } from './cacheFolder';
import { hubEndpoint } from './environment';
import { HubError } from './errors';
import { toHubError } from './toHubError';
import { listRemote, type ListedFile, type Listing } from './listing';
import { withLock } from './lock';
import { SilenceLimit } from './silenceLimit';
import type { Consent, DownloadPlan } from './plan';
import { transfer } from './transfer';

export interface DownloadOptions {
  readonly consent: Consent;
  readonly signal?: AbortSignal;
  /** Bytes on the disk so far, of all; what was there from an earlier attempt counts. */
  readonly progress?: (received: number, total: number) => void;
  readonly fetch?: typeof fetch;
  /** The Hub's address; HF_ENDPOINT or the public one when absent. */
  readonly endpoint?: string;
  /** A server that is silent for so long is given up. */
  readonly silenceMilliseconds?: number;
}

const defaultSilenceMilliseconds = 30_000;

/** How often a file that breaks off is taken up again before the user is asked to. */
const attempts = 4;

/**
 * Downloads what was agreed to into the user's Hugging Face cache, where diffusers finds it too. Goes on where an earlier
 * attempt stopped, waits for another window that downloads the same, and checks every file before it gets its name.
 * @returns the folder of the snapshot
 * @throws HubError with cause and remedy; the signal's reason when aborted
 */
export async function download(plan: DownloadPlan, options: DownloadOptions): Promise<string> {
  if (!agreed(options.consent, plan))
    throw new HubError('consent', `Nothing of ${plan.repository} is downloaded before you agree to it.`);
  const endpoint = options.endpoint ?? hubEndpoint(process.env);
  const signal = options.signal ?? new AbortController().signal;
  const limit = new SilenceLimit(
    options.fetch ?? fetch,
    signal,
    options.silenceMilliseconds ?? defaultSilenceMilliseconds,
  );
  const progress = (received: number, total: number): void => {
    limit.restart();
    options.progress?.(received, total);
  };
  try {
    const listing = await listRemote(plan, endpoint, limit.fetch);
    const base = `${endpoint}/${plan.repository}/resolve/${listing.commit}`;
    return await save(plan, listing, { base, fetch: limit.fetch, signal, progress });
  } catch (error) {
    signal.throwIfAborted();
    throw toHubError(error, plan.repository);
  } finally {
    limit.stop();
  }
}

/** Checked at run time as well: a consent is worth nothing if only the compiler asks for it. */
function agreed(consent: Partial<Consent> | undefined, plan: DownloadPlan): boolean {
  return consent?.consent === true && consent.to === plan;
}

interface Connection {
  readonly base: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly progress: (received: number, total: number) => void;
}

async function save(plan: DownloadPlan, { commit, files }: Listing, connection: Connection): Promise<string> {
  const cache = new CacheFolder(plan.destination);
  await cache.prepare();
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const file of files) {
    const before = done;
    const progress = (bytes: number): void => connection.progress(before + bytes, total);
    await withLock(`${cache.partial(file)}.lock`, connection.signal, () => saveFile(cache, file, connection, progress));
    done += file.size;
    progress(file.size);
  }
  await cache.publish(commit, files);
  return cache.snapshot(commit);
}

async function saveFile(
  cache: CacheFolder,
  file: ListedFile,
  connection: Connection,
  progress: (bytes: number) => void,
): Promise<void> {
  if (await cache.has(file)) return;
  const partial = cache.partial(file);
  for (let attempt = 1; ; attempt++) {
    try {
      await transfer({ url: `${connection.base}/${file.path}`, file, partial, fetch: connection.fetch, progress });
      await cache.complete(file);
      return;
    } catch (error) {
      connection.signal.throwIfAborted();
      const explained = toHubError(error, file.path);
      if (explained.fault !== 'interrupted' || attempt === attempts) throw explained;
    }
  }
}
