import { PictureFault } from './fault';

/** Larger files and pictures are refused before anything of them is unpacked. */
export const mostBytes = 64 * 2 ** 20;
/** A phone's photograph has 12 megapixels; decoding a JPEG takes some 20 bytes a pixel. */
export const mostPixels = 40e6;

/** @throws PictureFault when a file is too large to be looked into */
export function checkBytes(bytes: number): void {
  if (bytes > mostBytes)
    throw new PictureFault(
      `has ${Math.ceil(bytes / 2 ** 20)} MB; pictures of up to ${mostBytes / 2 ** 20} MB are read. Save a smaller one.`,
    );
}

/** @throws PictureFault when a picture has no pixels or too many */
export function checkPixels(width: number, height: number): void {
  if (width === 0 || height === 0) throw new PictureFault('has no pixels. Save or download it again.');
  if (width * height > mostPixels)
    throw new PictureFault(
      `has ${width} × ${height} pixels; pictures of up to ${mostPixels / 1e6} megapixels are read. Save a smaller one.`,
    );
}
