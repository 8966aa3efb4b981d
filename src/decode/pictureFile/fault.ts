import { basename } from 'node:path';
import { DecodeError } from '../shared/errors';

/** Why a picture file is refused. The message continues a sentence that begins with the file's name: cause and remedy. */
export class PictureFault extends Error {}

/** A decoder failed on the pixels of a file whose header is valid. */
export function damaged(error: unknown): PictureFault {
  const cause = error instanceof Error ? error.message : String(error);
  return new PictureFault(`is damaged or incomplete (${cause}). Save or download it again.`);
}

/** Any error in reading a picture file as a sentence for the user. */
export function inWords(file: string, error: unknown): DecodeError {
  if (error instanceof PictureFault) return new DecodeError('input', `${basename(file)} ${error.message}`);
  const cause = error instanceof Error ? error.message : String(error);
  return new DecodeError('input', `The picture ${file} could not be read: ${cause}. Choose another one.`);
}
