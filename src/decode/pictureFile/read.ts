import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged, inWords, PictureFault } from './fault';
import { readHeader } from './readHeader';
import { jpegPixels } from './jpeg';
import { checkBytes } from './limits';
import type { PictureHeader } from './pictureHeader';
import { middleSquare, type Pixels, type Square } from './pixels';
import { pngPixels } from './png';
import { upright } from './upright';
import { webpPixels } from './webp';

/** libwebp lies beside the bundle. */
const besideBundle = join(__dirname, 'webp.wasm');

/**
 * The middle square of a PNG, JPEG or WebP, upright.
 * @param webpDecoder path of libwebp as WebAssembly
 * @throws DecodeError that names the file, the cause and a remedy
 */
export async function readSquare(file: string, webpDecoder = besideBundle): Promise<Square> {
  try {
    checkBytes((await stat(file)).size);
    const bytes = await readFile(file);
    const header = readHeader(bytes);
    return upright(middleSquare(await pixelsOf(header, bytes, webpDecoder)), header.orientation);
  } catch (error) {
    throw inWords(file, error);
  }
}

async function pixelsOf({ format }: PictureHeader, bytes: Uint8Array, webpDecoder: string): Promise<Pixels> {
  try {
    switch (format) {
      case 'PNG':
        return pngPixels(bytes);
      case 'JPEG':
        return jpegPixels(bytes);
      case 'WebP':
        return await webpPixels(bytes, webpDecoder);
    }
  } catch (error) {
    throw error instanceof PictureFault ? error : damaged(error);
  }
}
