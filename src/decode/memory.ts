/** What decoding takes, told and bounded before it starts: a process that runs out of memory takes others with it. */
import { freemem, totalmem } from 'node:os';
import type { Autoencoder, Memory } from './shared/autoencoder';
import { largestAtOnce } from './shared/largePictures';
import { MemoryError } from './shared/errors';

/** The share of the free memory that decoding may take when the user set no limit. */
const freeShare = 0.8;

/** Batches are divided so that they take no more than this, where a single picture allows it. */
const comfortable = 2 ** 30;

/** Estimates from here on are told to the user. */
export const remarkable = 2 ** 30;

/** Bytes at the peak of decoding pictures of so many pixels, `count` of them at once. */
export function peakBytes(autoencoder: Autoencoder, pixels: number, count = 1): number {
  const { fixed, perPixel } = memoryFor(autoencoder, pixels);
  return fixed + perPixel * pixels * count;
}

function memoryFor({ memory }: Autoencoder, pixels: number): Memory {
  return pixels > largestAtOnce ? (memory.inStrips ?? memory) : memory;
}

/**
 * Bytes that decoding may take: the user's limit, or most of what is free. macOS counts as free only what was never used,
 * and gives the rest on demand.
 */
export function memoryCeiling(limit: number | null): number {
  if (limit !== null) return limit;
  const available = typeof process.availableMemory === 'function' ? process.availableMemory() : freemem();
  return freeShare * (process.platform === 'darwin' ? Math.max(available, totalmem() / 2) : available);
}

/** How many pictures of so many pixels are decoded at once. */
export function batchWithin(autoencoder: Autoencoder, pixels: number, ceiling: number): number {
  const { fixed, perPixel } = memoryFor(autoencoder, pixels);
  const room = Math.min(ceiling, comfortable) - fixed;
  return Math.max(1, Math.floor(room / Math.max(1, perPixel * pixels)));
}

/** @throws MemoryError when a picture of this size takes more than the ceiling */
export function checkMemory(
  autoencoder: Autoencoder,
  { width, height }: { readonly width: number; readonly height: number },
  ceiling: number,
  what: 'Decoding' | 'Encoding' = 'Decoding',
): void {
  const { fixed, perPixel } = autoencoder.memory;
  const pixels = width * height;
  // Only decoders work in strips.
  const needed = what === 'Decoding' ? peakBytes(autoencoder, pixels) : fixed + perPixel * pixels;
  if (needed <= ceiling) return;
  throw new MemoryError(
    needed,
    ceiling,
    `${what} ${width} × ${height} pixels with the ${autoencoder.label} takes about ${inGigabytes(needed)} of memory, and ${inGigabytes(ceiling)} may be used. Choose a smaller picture, close other programs, or raise sigmascope.decode.memoryLimit.`,
  );
}

/** E.g. "1.5 GB". */
export function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
