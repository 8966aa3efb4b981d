/** What went wrong while decoding, so that callers can tell a broken request from a broken machine. */
export type DecodeFault =
  /** ONNX Runtime cannot be loaded here at all. */
  | 'runtime'
  /** The model file is missing, damaged or of an unknown kind. */
  | 'model'
  /** The tensor does not fit the model. */
  | 'input'
  /** The decode process ended or did not answer in time. */
  | 'process';

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
