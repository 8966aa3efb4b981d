/** Chunks of a PNG. Source: PNG (third edition), 5.3 and 11. */
import { orientationOf } from './exif';
import type { PictureHeader } from './pictureHeader';

interface Chunk {
  readonly name: string;
  /** Offset of the chunk's length field; the data follows eight bytes later. */
  readonly start: number;
  readonly data: DataView;
}

const signatureBytes = 8;

/** @throws RangeError when the file ends before its size is told */
export function pngHeader(view: DataView): PictureHeader {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const exif = chunks(view).find(({ name }) => name === 'eXIf');
  return { format: 'PNG', width, height, orientation: exif ? orientationOf(exif.data) : 1 };
}

/** Chunks that decoding needs. Texts and colour profiles are left out: they may unpack to any size. */
const needed = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

/** The same picture with the needed chunks only. */
export function withoutExtras(view: DataView): Uint8Array {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const kept = chunks(view).filter(({ name }) => needed.includes(name));
  const parts = kept.map(({ start, data }) => bytes.subarray(start, start + 12 + data.byteLength));
  return Buffer.concat([bytes.subarray(0, signatureBytes), ...parts]);
}

/** The compressed pixels: the data of all IDAT chunks. */
export function packedPixels(view: DataView): Uint8Array {
  const parts = chunks(view).filter(({ name }) => name === 'IDAT');
  return Buffer.concat(parts.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
}

/** The chunks up to the first incomplete one. */
function chunks(view: DataView): Chunk[] {
  const found: Chunk[] = [];
  for (let at = signatureBytes; at + 12 <= view.byteLength;) {
    const length = view.getUint32(at);
    if (at + 12 + length > view.byteLength) break;
    const name = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    found.push({ name, start: at, data: new DataView(view.buffer, view.byteOffset + at + 8, length) });
    at += 12 + length;
  }
  return found;
}
