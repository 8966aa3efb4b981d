/** What stopped a download, so that callers can tell a missing consent from a missing network. */
export type HubFault =
  /** The user has not agreed to exactly this download. */
  | 'consent'
  /** The environment says that the Hub must not be asked (HF_HUB_OFFLINE), or it cannot be reached. */
  | 'offline'
  /** The repository or the file is not there, or not for everyone. */
  | 'notFound'
  /** The Hub answered, but not with the file: busy, too many requests, broken. */
  | 'refused'
  /** The answer broke off; what came so far is kept and taken up again. */
  | 'interrupted'
  /** What came is not what the Hub says it has. */
  | 'checksum'
  /** There is more of it than was agreed to. */
  | 'size'
  /** The cache cannot be written. */
  | 'disk';

/** A download that did not happen. The message names cause and remedy. */
export class HubError extends Error {
  override readonly name = 'HubError';

  constructor(
    readonly fault: HubFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
