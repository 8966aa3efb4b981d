/** Failures of network and disk as sentences. */
import { HubApiError } from '@huggingface/hub';
import { HubError } from './errors';

/** @param status of an HTTP answer that is not the file; `retryAfter` is the header of that name, in seconds */
export function httpError(status: number, what: string, retryAfter: string | null = null): HubError {
  const answered = `The Hub answered ${status} for ${what}`;
  if (status === 404)
    return new HubError('notFound', `${answered}: it is not there. It may have been moved or renamed.`);
  if (status === 401 || status === 403)
    return new HubError(
      'notFound',
      `${answered}: it is not open to everyone, or a proxy on the way forbids it. Download it with huggingface-cli; it is found in the cache afterwards.`,
    );
  if (status === 407)
    return new HubError(
      'offline',
      `The proxy asks for a name and a password. Set them in HTTPS_PROXY or "http.proxy".`,
    );
  if (status === 429) {
    const wait = retryAfter !== null && /^\d+$/.test(retryAfter) ? `${retryAfter} seconds` : 'a few minutes';
    return new HubError('refused', `${answered}: too many requests from here. Try again in ${wait}.`);
  }
  return new HubError('refused', `${answered}. The Hub may be out of order; try again later.`);
}

/** Codes of errors that come from the disk and not from the network. */
const diskRemedies: Readonly<Partial<Record<string, string>>> = {
  ENOSPC: 'The disk is full. Make room and try again',
  EDQUOT: 'Your quota on this disk is used up. Make room and try again',
  EACCES: 'You may not write there. Change its rights, or set HF_HOME to a folder of your own',
  EPERM: 'You may not write there. Change its rights, or set HF_HOME to a folder of your own',
  EROFS: 'The disk is read-only. Set HF_HOME to a folder that can be written',
  ENOTDIR: 'A file stands where a folder belongs. Remove it, or set HF_HOME to another folder',
  EEXIST: 'A file stands where a folder belongs. Remove it, or set HF_HOME to another folder',
};

/**
 * Whatever was thrown on the way to a file, as a {@link HubError}.
 * @param what the file or repository, in words
 */
export function toHubError(error: unknown, what: string): HubError {
  if (error instanceof HubError) return error;
  if (error instanceof HubApiError) return httpError(error.statusCode, what);
  const { code, message } = innermost(error);
  const remedy = diskRemedies[code];
  if (remedy !== undefined)
    return new HubError('disk', `${what} could not be saved: ${remedy} (${message}).`, { cause: error });
  if (/^UND_ERR_(SOCKET|BODY_TIMEOUT)$|^ECONNRESET$|^EPIPE$/.test(code))
    return new HubError(
      'interrupted',
      `The download of ${what} broke off (${message}). Try again: it goes on where it stopped.`,
      {
        cause: error,
      },
    );
  return new HubError(
    'offline',
    `The Hugging Face Hub could not be reached (${message}). Check the connection, and the proxy in HTTPS_PROXY or "http.proxy" if there is one.`,
    { cause: error },
  );
}

/** fetch wraps what really happened, once or twice. */
function innermost(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  if (error.cause instanceof Error) return innermost(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message === '' ? code : error.message };
}
