import { expect, it } from 'vitest';
import { noisedSample } from '../../../src/preview/noise/noisedSample';

it('adds noise to the sample, each with its coefficient', () => {
  const mixed = noisedSample(Float32Array.of(1, -2, 0), Float32Array.of(0.5, 0.25, -1), 0.5, 4);
  expect(mixed).toEqual(Float32Array.of(2.5, 0, -4));
});

it('leaves the sample alone', () => {
  const clean = Float32Array.of(1, 2);
  noisedSample(clean, Float32Array.of(1, 1), 0, 1);
  expect(clean).toEqual(Float32Array.of(1, 2));
});
