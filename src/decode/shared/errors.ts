/** What went wrong while decoding, so that callers can tell a broken request from a broken machine. */
export const decodeFaults = [
  /** ONNX Runtime, or the provider asked for, cannot be used here at all. */
  'runtime',
  /** The model file is missing, damaged or of an unknown kind. */
  'model',
  /** A file of the model is not the one whose header was read; read it again and ask once more. */
  'changed',
  /** The tensor or the picture does not fit the model. */
  'input',
  /** There is not enough memory; the error is a {@link MemoryError}. */
  'memory',
  /** The decode process ended or did not answer in time. */
  'process',
] as const;
export type DecodeFault = (typeof decodeFaults)[number];

/** A request that cannot be answered; the message names cause and remedy. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';

  constructor(
    readonly fault: DecodeFault,
    message: string,
  ) {
    super(message);
  }
}

/** A decode that was not begun because it would take more memory than there is; sizes in bytes. */
export class MemoryError extends DecodeError {
  constructor(
    readonly needed: number,
    readonly available: number,
    message: string,
  ) {
    super('memory', message);
  }
}
