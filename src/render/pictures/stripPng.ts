import { encode } from 'fast-png';
import type { Picture } from '../../decode/shared/picture';
import { sideBySide } from './sheet';

/** Pictures of one size in a row as a PNG file. */
export function stripPng(pictures: readonly Picture[]): Uint8Array {
  const side = pictures.at(0)?.height ?? 1;
  const { width, height, data } = sideBySide(pictures, side, Math.round(side / 32), 3);
  return encode({ width, height, data, channels: 3, depth: 8 });
}
