import { describe, expect, it } from 'vitest';
import { decodedSize } from '../../../src/preview/pictures/pictureSize';

describe('the size that is decoded', () => {
  it.each([
    ['usual autoencoders: what is asked for', 256, 8, 256],
    ['one that enlarges less: as many latents', 256, 2, 64],
    ['one that enlarges more: what is asked for', 256, 32, 256],
    ['always a multiple of the downscale', 100, 32, 96],
    ['never nothing', 8, 32, 32],
  ])('is for %s', (_, size, downscale, decoded) => {
    expect(decodedSize(size, { downscale })).toBe(decoded);
  });
});
