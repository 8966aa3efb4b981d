/** Picture files made for tests. */
import { encode as encodeJpeg } from 'jpeg-js';
import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [number, number, number];
export const [red, green, blue, white, grey]: Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [128, 128, 128],
];

/** The colour of each pixel, its sides even: red and green above, blue and white below. */
export function quarters(width: number, height: number, x: number, y: number): Colour {
  const [above, below] = [
    [red, green],
    [blue, white],
  ];
  return (2 * y < height ? above : below)[2 * x < width ? 0 : 1];
}

/** A JPEG of four coloured quarters. */
export function jpeg(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set([...quarters(width, height, x, y), 255], 4 * (y * width + x));
  return encodeJpeg({ width, height, data }, 95).data;
}

/** Exif that says nothing but how the camera was held. */
export function exif(orientation: number, littleEndian = false): Buffer {
  const block = Buffer.alloc(26);
  const short = (value: number, at: number): unknown =>
    littleEndian ? block.writeUInt16LE(value, at) : block.writeUInt16BE(value, at);
  const long = (value: number, at: number): unknown =>
    littleEndian ? block.writeUInt32LE(value, at) : block.writeUInt32BE(value, at);
  block.write(littleEndian ? 'II' : 'MM', 'latin1');
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  long(1, 14);
  short(orientation, 18);
  return block;
}

/** The JPEG with a segment after its first marker. */
export function withExif(picture: Buffer, block: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1);
  head.writeUInt16BE(2 + 6 + block.length, 2);
  return Buffer.concat([picture.subarray(0, 2), head, Buffer.from('Exif\0\0', 'latin1'), block, picture.subarray(2)]);
}

export interface PngOptions {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  /** Packed rows as the depth says, without filter bytes. */
  readonly rows: readonly Uint8Array[];
  /** Chunks before the pixels. */
  readonly extra?: readonly (readonly [name: string, data: Uint8Array])[];
  readonly interlaced?: boolean;
}

export function png({ width, height, depth, colourType, rows, extra = [], interlaced = false }: PngOptions): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const pixels = deflateSync(Buffer.concat(rows.map((row) => Buffer.from([0, ...row]))));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extra.map(([name, data]) => chunk(name, data)),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
