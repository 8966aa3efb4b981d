/** Where diffusers raises: while constructing the scheduler, or in `set_timesteps`. */
export type RaisedAt = 'init' | 'set_timesteps';

/**
 * What diffusers refuses, with the exception type Python would raise.
 * `message` says what is wrong, `remedy` what to do about it.
 */
export class DiffusersError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly where: RaisedAt,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'DiffusersError';
  }
}
