import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { inflateSync } from 'node:zlib';
import { PictureFault } from './fault';
import type { Pixels } from './pixels';
import { packedPixels, withoutExtras } from './pngChunks';

/** Reads a PNG of any colour type and depth. @throws whatever fast-png does at a damaged one */
export function pngPixels(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkUnpackedSize(view);
  const png = decode(withoutExtras(view), { checkCrc: true });
  const { width, height, depth } = png;
  if (png.palette ?? depth < 8) {
    const data = convertIndexedToRgb(png.palette ? png : { ...png, palette: greys(depth) });
    return { width, height, channels: data.length / (width * height), data, white: 255 };
  }
  const pixels = { width, height, channels: png.channels, data: png.data, white: 2 ** depth - 1 };
  return png.transparency ? withoutColour(pixels, png.transparency) : pixels;
}

/** Checks the unpacked size first, because fast-png unpacks without a limit; interlaced pictures take a few bytes more. */
function checkUnpackedSize(view: DataView): void {
  const [width, height, depth, colourType] = [
    view.getUint32(16),
    view.getUint32(20),
    view.getUint8(24),
    view.getUint8(25),
  ];
  const channels = [1, 0, 3, 1, 2, 0, 4].at(colourType) ?? 0;
  if (depth < 8 && view.getUint8(28) === 1)
    throw new PictureFault('is an interlaced PNG with less than 8 bits a channel. Save it without interlacing.');
  const row = 1 + Math.ceil((width * channels * depth) / 8);
  const unpacked = inflateSync(packedPixels(view), { maxOutputLength: 2 * row * height + 64 });
  if (unpacked.length < row * height) throw new Error('the pixels end early');
}

/** Grey of less than 8 bits as a palette. */
function greys(depth: DecodedPng['depth']): number[][] {
  const last = 2 ** depth - 1;
  return Array.from({ length: last + 1 }, (_, i) => Array<number>(3).fill((255 * i) / last));
}

/** Adds an alpha channel that makes pixels of exactly this colour transparent. */
function withoutColour({ width, height, channels, data, white }: Pixels, colour: Uint16Array): Pixels {
  const withAlpha = new Uint16Array(width * height * (channels + 1));
  for (let i = 0; i < width * height; i++) {
    const pixel = data.subarray(i * channels, (i + 1) * channels);
    withAlpha.set(pixel, i * (channels + 1));
    withAlpha[i * (channels + 1) + channels] = pixel.every((value, channel) => value === colour[channel]) ? 0 : white;
  }
  return { width, height, channels: channels + 1, data: withAlpha, white };
}
