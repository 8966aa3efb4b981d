import { describe, expect, it } from 'vitest';
import { decodeInBatches } from '../../src/decode/batches';
import type { RunRequest } from '../../src/decode/shared/messages';
import type { Latents } from '../../src/decode/shared/picture';
import { Pace } from '../../src/decode/progress';
import type { Ran } from '../../src/decode/providers/providers';
import { autoencoder } from './autoencoders';

const megabyte = 2 ** 20;
/** 64 pixels of 1 MB each a latent of 8 × 8. */
const hungry = autoencoder('hungry', { memory: { fixed: 10 * megabyte, perPixel: megabyte / 64 } });

/** Latents of 1 × 1, each batch entry full of its number. */
const latents = (count: number): Latents => ({
  data: Float32Array.from({ length: 4 * count }, (_, i) => Math.floor(i / 4)),
  shape: [count, 4, 1, 1],
});

/** Decodes to pictures of the grey that the first latent says. */
function run(batches: number[]) {
  return ({ tensor: { data, shape } }: RunRequest): Promise<Ran> => {
    const [count] = shape;
    batches.push(count);
    const pixels = Uint8Array.from({ length: count * 192 }, (_, i) => data[4 * Math.floor(i / 192)]);
    const answer = { data: pixels, shape: [count, 8, 8, 3], milliseconds: 1 };
    return Promise.resolve({ answer, provider: 'cpu', whyNotBetter: null });
  };
}

const decode = async (count: number, ceiling: number, batches: number[] = []) =>
  decodeInBatches(hungry, latents(count), { run: run(batches), ceiling, pace: new Pace(), progress: undefined });

describe('a batch', () => {
  it('is decoded at once where the memory holds it', async () => {
    const batches: number[] = [];
    const { pictures, milliseconds } = await decode(3, 100 * megabyte, batches);
    expect(batches).toEqual([3]);
    expect(milliseconds).toBe(1);
    expect(pictures.map(({ rgb }) => rgb[0])).toEqual([0, 1, 2]);
  });

  it('is divided where it does not, and put together again', async () => {
    const batches: number[] = [];
    const { pictures, milliseconds } = await decode(5, 12.5 * megabyte, batches);
    expect(batches).toEqual([2, 2, 1]);
    expect(milliseconds).toBe(3);
    expect(pictures.map(({ rgb }) => rgb[191])).toEqual([0, 1, 2, 3, 4]);
  });

  it('of which not one fits is refused before it starts, with what it takes and the remedies', async () => {
    const batches: number[] = [];
    await expect(decode(1, 10.5 * megabyte, batches)).rejects.toMatchObject({
      fault: 'memory',
      needed: 11 * megabyte,
      message:
        'Decoding 8 × 8 pixels with the autoencoder hungry takes about 0.0 GB of memory, and 0.0 GB may be used. ' +
        'Choose a smaller picture, close other programs, or raise sigmascope.decode.memoryLimit.',
    });
    expect(batches).toEqual([]);
  });
});
