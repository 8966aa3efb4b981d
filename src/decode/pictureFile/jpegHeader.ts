import { orientationOf, type Orientation } from './exif';
import { PictureFault } from './fault';
import type { PictureHeader } from './pictureHeader';

/** Frames that decoders of photographs know: baseline, extended and progressive, with Huffman codes. */
const readable = new Set([0xc0, 0xc1, 0xc2]);
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * Walks the segments up to the frame's header. Source: ITU T.81, B.1.1 and B.2.2.
 * @throws PictureFault for CMYK and for kinds that are not read; RangeError when the file ends before its frame
 */
export function jpegHeader(view: DataView): PictureHeader {
  let orientation: Orientation = 1;
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) throw new PictureFault('is damaged. Save or download it again.');
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (isFrame(marker)) return { ...frame(view, at, marker), orientation };
    if (marker === 0xe1 && isExif(view, at + 4)) orientation = orientationOf(part(view, at + 10, length - 8));
    at += 2 + length;
  }
}

function frame(view: DataView, at: number, marker: number): Omit<PictureHeader, 'orientation'> {
  const [precision, height, width] = [view.getUint8(at + 4), view.getUint16(at + 5), view.getUint16(at + 7)];
  const components = view.getUint8(at + 9);
  if (components === 4)
    throw new PictureFault(
      'is a JPEG in CMYK, which is for printing. Save it as RGB, e.g. Image.open(path).convert("RGB").save("rgb.jpg").',
    );
  if (!readable.has(marker) || precision !== 8 || (components !== 1 && components !== 3))
    throw new PictureFault(
      'is a JPEG of a rare kind (lossless, arithmetic codes or more than 8 bits). Save it as PNG, or as an ordinary JPEG.',
    );
  return { format: 'JPEG', width, height };
}

/** "Exif" and two zeros. */
function isExif(view: DataView, at: number): boolean {
  return view.getUint32(at) === 0x45786966 && view.getUint16(at + 4) === 0;
}

function part(view: DataView, at: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, Math.max(0, length));
}
