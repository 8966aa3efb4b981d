import encodeWebp, { init as initEncoder } from '@jsquash/webp/encode.js';
import { encode as encodePng } from 'fast-png';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/decode/shared/errors';
import { checkPicture } from '../../../src/decode/pictureFile/check';
import { readSquare } from '../../../src/decode/pictureFile/read';
import { resized } from '../../../src/decode/pictureFile/resized';
import type { Square } from '../../../src/decode/pictureFile/pixels';
import { root, webpDecoder } from '../build';
import { blue, exif, green, grey, jpeg, png, quarters, red, white, withExif, type Colour } from '../pictures';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-pictures-'));
let written = 0;

function save(bytes: Uint8Array, ending: string): string {
  const file = join(folder, `picture${written++}.${ending}`);
  writeFileSync(file, bytes);
  return file;
}

const read = (bytes: Uint8Array, ending = 'png'): Promise<Square> => readSquare(save(bytes, ending), webpDecoder);

/** Colours in the middle of the four quarters, row by row. */
function corners({ side, rgb }: Square): number[][] {
  const at = (x: number, y: number): number[] => [...rgb.subarray(3 * (y * side + x), 3 * (y * side + x) + 3)];
  const [near, far] = [Math.floor(side / 4), Math.floor((3 * side) / 4)];
  return [at(near, near), at(far, near), at(near, far), at(far, far)];
}

/** JPEG and WebP are not exact. */
function expectColours(square: Square, colours: readonly Colour[]): void {
  corners(square).forEach((colour, i) =>
    colour.forEach((value, channel) => expect(Math.abs(value - colours[i][channel])).toBeLessThan(12)),
  );
}

const pixelsOf = (width: number, height: number, pixel: (x: number, y: number) => readonly number[]): number[] =>
  Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width))).flat();

describe('a PNG', () => {
  const rgb = pixelsOf(8, 8, (x, y) => quarters(8, 8, x, y));
  it('is read pixel by pixel', async () => {
    const bytes = encodePng({ width: 8, height: 8, channels: 3, depth: 8, data: Uint8Array.from(rgb) });
    expect([...(await read(bytes)).rgb]).toEqual(rgb);
  });

  it('gives its middle square', async () => {
    const data = Uint8Array.from(pixelsOf(16, 8, (x, y) => (x < 4 || x >= 12 ? grey : quarters(8, 8, x - 4, y))));
    expect([...(await read(encodePng({ width: 16, height: 8, channels: 3, depth: 8, data }))).rgb]).toEqual(rgb);
  });

  it('of 16 bits a channel is rounded to bytes', async () => {
    const data = Uint16Array.from(rgb, (value) => 257 * value);
    expect([...(await read(encodePng({ width: 8, height: 8, channels: 3, depth: 16, data }))).rgb]).toEqual(rgb);
  });

  it('is blended with white where it is transparent', async () => {
    const data = Uint8Array.from(pixelsOf(8, 8, (x) => (x < 4 ? [255, 0, 0, 0] : [0, 0, 0, 127])));
    const square = await read(encodePng({ width: 8, height: 8, channels: 4, depth: 8, data }));
    expect(corners(square)).toEqual([white, [128, 128, 128], white, [128, 128, 128]]);
  });

  it('of greys becomes RGB, with alpha or without', async () => {
    const greys = Uint8Array.from(pixelsOf(8, 8, (x) => [x < 4 ? 0 : 200]));
    const expected = [0, 200, 0, 200].map((value) => [value, value, value]);
    expect(corners(await read(encodePng({ width: 8, height: 8, channels: 1, depth: 8, data: greys })))).toEqual(
      expected,
    );
    const opaque = Uint8Array.from([...greys].flatMap((value) => [value, 255]));
    expect(corners(await read(encodePng({ width: 8, height: 8, channels: 2, depth: 8, data: opaque })))).toEqual(
      expected,
    );
  });

  it('of one bit is black and white', async () => {
    const rows = Array.from({ length: 8 }, () => Uint8Array.of(0b00001111));
    const square = await read(png({ width: 8, height: 8, depth: 1, colourType: 0, rows }));
    expect(corners(square)).toEqual([[0, 0, 0], white, [0, 0, 0], white]);
  });

  it('with a palette has its colours, and what the palette leaves transparent is white', async () => {
    const rows = Array.from({ length: 8 }, () => Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1));
    const palette: [string, Uint8Array] = ['PLTE', Uint8Array.of(...red, ...blue)];
    const options = { width: 8, height: 8, depth: 8, colourType: 3, rows };
    expect(corners(await read(png({ ...options, extra: [palette] })))).toEqual([red, blue, red, blue]);
    const extra = [palette, ['tRNS', Uint8Array.of(0, 255)] as [string, Uint8Array]];
    expect(corners(await read(png({ ...options, extra })))).toEqual([white, blue, white, blue]);
  });

  it('with a transparent colour shows white there', async () => {
    const rows = Array.from({ length: 8 }, () => Uint8Array.from(pixelsOf(8, 1, (x) => (x < 4 ? red : blue))));
    const extra: [string, Uint8Array][] = [['tRNS', Uint8Array.of(0, 255, 0, 0, 0, 0)]];
    const square = await read(png({ width: 8, height: 8, depth: 8, colourType: 2, rows, extra }));
    expect(corners(square)).toEqual([white, blue, white, blue]);
  });

  it('is turned as its Exif says', async () => {
    const rows = Array.from({ length: 8 }, (_, y) => Uint8Array.from(pixelsOf(8, 1, (x) => quarters(8, 8, x, y))));
    const square = await read(png({ width: 8, height: 8, depth: 8, colourType: 2, rows, extra: [['eXIf', exif(3)]] }));
    expect(corners(square)).toEqual([white, blue, green, red]);
  });

  it('that would unpack to more than its size is refused', async () => {
    const rows = Array.from({ length: 4000 }, () => new Uint8Array(24));
    await expect(read(png({ width: 8, height: 8, depth: 8, colourType: 2, rows }))).rejects.toThrow('is damaged');
  });
});

/** Colours of the upright quarters, for each way to hold a camera. */
const upright: readonly (readonly [number, readonly Colour[]])[] = [
  [1, [red, green, blue, white]],
  [2, [green, red, white, blue]],
  [3, [white, blue, green, red]],
  [4, [blue, white, red, green]],
  [5, [red, blue, green, white]],
  [6, [blue, red, white, green]],
  [7, [white, green, blue, red]],
  [8, [green, white, red, blue]],
];

describe('a JPEG', () => {
  it.each(upright)('is upright with orientation %d', async (orientation, colours) => {
    for (const littleEndian of [false, true])
      expectColours(await read(withExif(jpeg(32, 32), exif(orientation, littleEndian)), 'jpg'), colours);
  });

  it.each([
    ['says nothing', Buffer.from('MM')],
    ['leads out of itself', Buffer.from('MM\0*\xff\xff\xff\xff', 'latin1')],
    ['holds a number that means nothing', exif(99)],
  ])('is taken as it is when its Exif %s', async (_, block) => {
    expectColours(await read(withExif(jpeg(32, 32), block), 'jpg'), [red, green, blue, white]);
  });

  it('in CMYK is refused with a remedy', async () => {
    const bytes = jpeg(16, 16);
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes[frame + 9] = 4;
    await expect(read(bytes, 'jpg')).rejects.toThrow(/CMYK.*Save it as RGB/);
  });

  it('of 12 bits is refused', async () => {
    const bytes = jpeg(16, 16);
    bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12;
    await expect(read(bytes, 'jpg')).rejects.toThrow('rare kind');
  });
});

describe('a WebP', () => {
  beforeAll(async () => {
    const binary = readFileSync(join(root, 'node_modules/@jsquash/webp/codec/enc/webp_enc.wasm'));
    const options = { wasmBinary: binary, locateFile: (name: string) => name };
    await initEncoder(options);
  });

  const webp = async (pixel: (x: number, y: number) => readonly number[], lossless: boolean): Promise<Uint8Array> => {
    const data = Uint8ClampedArray.from(pixelsOf(32, 32, pixel));
    const image = { width: 32, height: 32, data, colorSpace: 'srgb' as const };
    return new Uint8Array(await encodeWebp(image, { lossless: lossless ? 1 : 0, quality: 95, exact: 1 }));
  };

  it.each([true, false])('is read, lossless %s', async (lossless) => {
    const square = await read(await webp((x, y) => [...quarters(32, 32, x, y), 255], lossless), 'webp');
    if (lossless) expect(corners(square)).toEqual([red, green, blue, white]);
    else expectColours(square, [red, green, blue, white]);
  });

  it('is blended with white where it is transparent', async () => {
    const square = await read(await webp((x) => [...red, x < 16 ? 0 : 255], true), 'webp');
    expect(corners(square)).toEqual([white, red, white, red]);
  });
});

describe('what is refused', () => {
  it.each([
    ['GIF89a..', 'is a GIF'],
    ['\0\0\0\x1cftypavif', 'is an AVIF'],
    ['\0\0\0\x18ftypheic', 'is a HEIF'],
    ['BM12345678', 'is a BMP'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'is an SVG'],
    ['import torch', 'is no picture'],
    ['', 'is no picture'],
  ])('%j: %s', async (text, said) => {
    const error = await read(Buffer.from(text, 'latin1')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DecodeError);
    expect(String(error)).toContain(`${said}; save a PNG, JPEG or WebP.`);
  });

  it('has too many pixels', async () => {
    const bytes = png({ width: 20_000, height: 20_000, depth: 8, colourType: 2, rows: [] });
    await expect(read(bytes)).rejects.toThrow('has 20000 × 20000 pixels; pictures of up to 40 megapixels are read');
    await expect(checkPicture(save(bytes, 'png'))).rejects.toThrow('40 megapixels');
  });

  it('has too many bytes', async () => {
    const file = save(Buffer.alloc(64 * 2 ** 20 + 1), 'png');
    await expect(readSquare(file, webpDecoder)).rejects.toThrow('has 65 MB; pictures of up to 64 MB are read');
  });

  it('is not there', async () => {
    await expect(readSquare(join(folder, 'absent.png'), webpDecoder)).rejects.toThrow('Choose another one.');
  });

  it('is damaged, in whatever part', async () => {
    const rows = Array.from({ length: 16 }, (_, y) => Uint8Array.from(pixelsOf(16, 1, (x) => quarters(16, 16, x, y))));
    const whole = [
      png({ width: 16, height: 16, depth: 8, colourType: 2, rows, extra: [['eXIf', exif(6)]] }),
      withExif(jpeg(16, 16), exif(6)),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...whole), fc.nat(), fc.nat(), fc.nat(255), async (picture, end, at, value) => {
        const bytes = Buffer.from(picture.subarray(0, 1 + (end % picture.length)));
        bytes[at % bytes.length] = value;
        const result = await read(bytes).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(DecodeError);
      }),
      { numRuns: 300 },
    );
  });
});

describe('another size', () => {
  const square: Square = { side: 2, rgb: Uint8Array.from([0, 0, 0, 100, 100, 100, 100, 100, 100, 200, 200, 200]) };
  it('smaller takes the mean of areas', () => {
    expect([...resized(square, 1)]).toEqual([100, 100, 100]);
  });
  it('larger is interpolated linearly', () => {
    const row = [...resized(square, 4).subarray(0, 4)];
    expect(row).toEqual([0, 25, 75, 100]);
  });
});
