import { basename } from 'node:path';
import { DecodeError } from '../shared/errors';

/** Why a picture file is not read: what comes after the file's name in a sentence, cause and remedy. */
export class PictureFault extends Error {}

/** What a library threw at a file that its header promised. */
export function damaged(error: unknown): PictureFault {
  const cause = error instanceof Error ? error.message : String(error);
  return new PictureFault(`is damaged or incomplete (${cause}). Save or download it again.`);
}

/** Whatever was thrown at a picture file as a whole sentence. */
export function inWords(file: string, error: unknown): DecodeError {
  if (error instanceof PictureFault) return new DecodeError('input', `${basename(file)} ${error.message}`);
  const cause = error instanceof Error ? error.message : String(error);
  return new DecodeError('input', `The picture ${file} could not be read: ${cause}. Choose another one.`);
}
