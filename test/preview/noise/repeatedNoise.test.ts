import { describe, expect, it } from 'vitest';
import { NoiseGenerator } from '../../../src/preview/noise/noise';
import { RepeatedNoise } from '../../../src/preview/noise/repeatedNoise';

describe('RepeatedNoise', () => {
  it('gives every reader the noise of a seed from its beginning', () => {
    const generator = new NoiseGenerator(7);
    const wanted = [generator.randn(40), generator.randn(40), generator.randn(40)];
    const noise = new RepeatedNoise(40);
    const [first, second] = [noise.from(7), noise.from(7)];
    expect([first(), first()]).toEqual(wanted.slice(0, 2));
    expect(second()).toEqual(wanted[0]);
    noise.from(8)();
    expect([second(), second(), first()]).toEqual([wanted[1], wanted[2], wanted[2]]);
    expect(noise.from(8)()).toEqual(new NoiseGenerator(8).randn(40));
  });

  it('goes on beyond what it keeps', () => {
    const length = 20;
    const generator = new NoiseGenerator(1);
    const noise = new RepeatedNoise(length, 100);
    const [first, second] = [noise.from(1), noise.from(1)];
    generator.randn(length);
    const wanted = generator.randn(length).subarray(0, 5);
    first();
    second();
    expect(first().subarray(0, 5)).toEqual(wanted);
    expect(second().subarray(0, 5)).toEqual(wanted);
  });
});
