/** What a picture costs, told before a large decode begins. */
import { availableParallelism } from 'node:os';
import type { Choice } from './chooseAutoencoder';

/** Estimates. */
export interface Cost {
  readonly seconds: number;
  /** At the peak, weights and runtime included. */
  readonly bytes: number;
}

/**
 * A full KL VAE, 84 million weights, takes 15.4 s for 512 × 512 pixels on two threads; more than four are not used.
 */
const secondsPerPixelAndWeight = 15.4 / 512 ** 2 / 84e6;
const measuredThreads = 2;
const mostThreads = 4;

/** Before the first decode of a size the sample is encoded at it, with two layers a block for the decoder's three. */
const withEncoding = 1.6;

/** Files larger than this hold four bytes a weight, smaller ones two: the VAEs in use have 84 million. */
const fullPrecisionBytes = 250e6;

/** The pace of each autoencoder where one has been measured, in seconds a pixel. */
export class Pace {
  readonly #measured = new Map<string, number>();

  /** A decode on the CPU has taken so long. */
  observe(key: string, pixels: number, milliseconds: number): void {
    this.#measured.set(key, milliseconds / 1000 / pixels);
  }

  /** What one picture of `size` × `size` pixels takes on the CPU. */
  cost({ autoencoder, candidate }: Pick<Choice, 'autoencoder' | 'candidate'>, size: number): Cost {
    const pixels = size ** 2;
    const { fixed, perPixel } = autoencoder.memory;
    const pace = this.#measured.get(autoencoder.key) ?? expected(candidate.weightBytes);
    return { seconds: pace * pixels, bytes: fixed + perPixel * pixels };
  }
}

function expected(weightBytes: number): number {
  const weights = weightBytes / (weightBytes > fullPrecisionBytes ? 4 : 2);
  const threads = Math.min(mostThreads, availableParallelism());
  return withEncoding * secondsPerPixelAndWeight * weights * (measuredThreads / threads);
}
