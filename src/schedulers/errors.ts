/** Where diffusers raises: while loading the configuration, while constructing the scheduler, in `set_timesteps`, or in `step`. */
export type RaisedAt = 'loading' | 'init' | 'set_timesteps' | 'step';

/**
 * An exception of diffusers, by its Python type.
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
