import { expect, it } from 'vitest';
import { toPixels } from '../../../src/decode/shared/pixels';

it('turns planes in −1..1 into interleaved bytes, cut at both ends', () => {
  const red = [-1, 0];
  const green = [1, 0.5];
  const blue = [-3, 7];
  expect(Array.from(toPixels(Float32Array.from([...red, ...green, ...blue]), 1, 1, 2))).toEqual([
    0, 255, 0, 128, 191, 255,
  ]);
});

it('keeps the pictures of a batch apart', () => {
  const batch = Float32Array.from([-1, -1, -1, 1, 1, 1]);
  expect(Array.from(toPixels(batch, 2, 1, 1))).toEqual([0, 0, 0, 255, 255, 255]);
});
