/** Batches of latents divided so that the memory holds them, put together again as pictures. */
import type { Autoencoder } from './shared/autoencoder';
import { DecodeError } from './shared/errors';
import { toRawSpace } from './shared/latentSpace';
import { batchWithin, checkMemory, inGigabytes, peakBytes, remarkable } from './memory';
import type { Answer, RunRequest } from './shared/messages';
import type { Decoded, Latents, Picture, Progress } from './shared/picture';
import { told, type Pace } from './progress';
import type { Ran } from './providers/providers';

export interface Batching {
  readonly run: (request: RunRequest) => Promise<Ran>;
  /** Bytes that decoding may take. */
  readonly ceiling: number;
  readonly pace: Pace;
  readonly progress: Progress | undefined;
}

/**
 * Decodes latents in model space, as many at once as the memory holds.
 * @throws MemoryError when it does not hold one; whatever `run` throws
 */
export async function decodeInBatches(
  autoencoder: Autoencoder,
  latents: Latents,
  batching: Batching,
): Promise<Decoded> {
  const { space, label, key } = autoencoder;
  const [count, , height, width] = latents.shape.map((n, axis) => (axis < 2 ? n : n * space.downscale));
  const pixels = width * height;
  checkMemory(autoencoder, { width, height }, batching.ceiling);
  const raw = toRawSpace(latents, space);
  const atOnce = batchWithin(autoencoder, pixels, batching.ceiling);
  const words = wordsFor(autoencoder, count, pixels, atOnce);
  const began = Date.now();
  const done: Ran[] = [];
  for (let first = 0; first < count; first += atOnce) {
    const last = Math.min(count, first + atOnce);
    const milliseconds = batching.pace.expected(key, (last - first) * pixels);
    const request = requestFor(autoencoder, slice(raw, first, last));
    const stretch = { from: first / count, to: last / count, milliseconds, began };
    const ran = await told(batching.run(request), batching.progress, words, stretch);
    batching.pace.learn(key, (last - first) * pixels, ran.answer.milliseconds);
    done.push(ran);
  }
  return { ...together(done), decoder: label };
}

function requestFor({ decoder: network, range }: Autoencoder, { data, shape }: Latents): RunRequest {
  return { kind: 'run', network, tensor: { data, shape: [...shape] }, output: 'pixels', range };
}

function wordsFor(autoencoder: Autoencoder, count: number, pixels: number, atOnce: number): string {
  const bytes = peakBytes(autoencoder, pixels, Math.min(count, atOnce));
  const what = count === 1 ? 'a picture' : `${count} pictures`;
  const cost = bytes >= remarkable ? `, which takes about ${inGigabytes(bytes)} of memory` : '';
  return `Decoding ${what} with the ${autoencoder.label}${cost}`;
}

function slice({ data, shape: [count, ...one] }: Latents, first: number, last: number): Latents {
  if (first === 0 && last === count) return { data, shape: [count, ...one] };
  const size = data.length / count;
  return { data: data.slice(first * size, last * size), shape: [last - first, ...one] };
}

/** The last batch tells what decodes now. */
function together(done: readonly Ran[]): Omit<Decoded, 'decoder'> {
  const [{ provider, whyNotBetter }] = done.slice(-1);
  return {
    pictures: done.flatMap(({ answer }) => picturesOf(answer)),
    provider,
    whyNotBetter,
    milliseconds: done.reduce((sum, { answer }) => sum + answer.milliseconds, 0),
  };
}

/** One picture a batch entry, each with bytes of its own, so that a kept picture does not keep its batch. */
function picturesOf({ data, shape }: Answer): Picture[] {
  const [batch, height, width] = shape;
  if (!(data instanceof Uint8Array)) throw new DecodeError('process', 'The decoder answered with floats.');
  const size = height * width * 3;
  return Array.from({ length: batch }, (_, i) => ({ width, height, rgb: data.slice(i * size, (i + 1) * size) }));
}
