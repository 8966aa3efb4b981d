import { orientationOf, type Orientation } from './exif';
import { PictureFault } from './fault';
import type { PictureHeader } from './pictureHeader';

const animation = 0x02;

/**
 * Walks the chunks of a WebP. Source: RFC 9649, 2.3 to 2.7.
 * @throws PictureFault for an animation; RangeError when the file ends before its size is told
 */
export function webpHeader(view: DataView): PictureHeader {
  const first = nameAt(view, 12);
  const size = sizeIn(view, first, 20);
  if (first === 'VP8X' && (view.getUint8(20) & animation) !== 0)
    throw new PictureFault('is an animated WebP. Save one picture of it.');
  return { format: 'WebP', ...size, orientation: first === 'VP8X' ? orientationIn(view) : 1 };
}

function sizeIn(view: DataView, chunk: string, at: number): { readonly width: number; readonly height: number } {
  switch (chunk) {
    case 'VP8X':
      return { width: uint24(view, at + 4) + 1, height: uint24(view, at + 7) + 1 };
    case 'VP8L': {
      const bits = view.getUint32(at + 1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff };
    default:
      throw new PictureFault('is a damaged WebP. Save or download it again.');
  }
}

function orientationIn(view: DataView): Orientation {
  for (let at = 12; at + 8 <= view.byteLength;) {
    const length = view.getUint32(at + 4, true);
    if (nameAt(view, at) === 'EXIF' && at + 8 + length <= view.byteLength)
      return orientationOf(new DataView(view.buffer, view.byteOffset + at + 8, length));
    at += 8 + length + (length % 2);
  }
  return 1;
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 2 ** 16;
}
