/**
 * What a picture file is and how large, before anything is unpacked. Ours, because readers of headers (image-size, exifreader)
 * do not tell what has to be refused: CMYK, arithmetic coding, more than 8 bits, animations.
 */
import { PictureFault } from './fault';
import { jpegHeader } from './jpegHeader';
import { checkPixels } from './limits';
import type { PictureHeader } from './pictureHeader';
import { pngHeader } from './pngChunks';
import { webpHeader } from './webpHeader';

/** Formats that are not read, recognised to be named in the message: what their files begin with at an offset, in Latin-1. */
const others: readonly (readonly [name: string, offset: number, beginning: RegExp])[] = [
  ['a GIF', 0, /^GIF8/],
  ['a BMP', 0, /^BM/],
  ['a TIFF', 0, /^(II\*\0|MM\0\*)/],
  ['an AVIF', 4, /^ftypavi/],
  ['a HEIF', 4, /^ftyp(hei|hev|mif|msf)/],
  ['a JPEG XL', 0, /^(\xff\x0a|\0\0\0\x0cJXL )/],
  ['a JPEG 2000', 0, /^(\0\0\0\x0cjP |\xff\x4f\xff\x51)/],
  ['an SVG', 0, /^\s*(<\?xml[^>]*>\s*)?<svg/i],
];

/** @throws PictureFault for anything but a PNG, JPEG or WebP of a size that is read */
export function readHeader(bytes: Uint8Array): PictureHeader {
  const header = headerOf(bytes);
  checkPixels(header.width, header.height);
  return header;
}

function headerOf(bytes: Uint8Array): PictureHeader {
  const start = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return withinFile(() => pngHeader(view));
  if (start.startsWith('\xff\xd8\xff')) return withinFile(() => jpegHeader(view));
  if (/^RIFF.{4}WEBP/s.test(start)) return withinFile(() => webpHeader(view));
  const other = others.find(([, offset, beginning]) => beginning.test(start.slice(offset)));
  throw new PictureFault(`is ${other ? other[0] : 'no picture'}; save a PNG, JPEG or WebP.`);
}

/** A RangeError means that the header goes on beyond the end of the file. */
function withinFile(read: () => PictureHeader): PictureHeader {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new PictureFault('is incomplete. Save or download it again.');
    throw error;
  }
}
