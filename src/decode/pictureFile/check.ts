import { readFile, stat } from 'node:fs/promises';
import { inWords } from './fault';
import { checkBytes } from './limits';
import type { PictureHeader } from './pictureHeader';
import { readHeader } from './readHeader';

/**
 * Whether a file is a picture that can be read, as far as its header tells.
 * @throws DecodeError that names the file, the cause and a remedy
 */
export async function checkPicture(file: string): Promise<PictureHeader> {
  try {
    checkBytes((await stat(file)).size);
    return readHeader(await readFile(file));
  } catch (error) {
    throw inWords(file, error);
  }
}
