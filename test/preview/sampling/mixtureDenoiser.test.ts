import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complex, PlaneTransform } from '../../../src/preview/sampling/fourier';
import { gaussianDenoiser } from '../../../src/preview/sampling/gaussianDenoiser';
import { mixtureDenoiser, naturalSpectrum, type Mixture } from '../../../src/preview/sampling/mixtureDenoiser';
import { randn } from '../../../src/preview/noise/noise';

const side = fc.integer({ min: 1, max: 14 });
const seed = fc.integer({ min: 0, max: 1e6 });

/** The frequency of mode i of n, in cycles per pixel. */
const cycles = (i: number, n: number) => (i <= n / 2 ? i : i - n) / n;

/** Σ x·exp(−2πi·…) written down as it is defined. */
function slowTransform(re: ArrayLike<number>, im: ArrayLike<number>, height: number, width: number) {
  const out = complex(height * width);
  for (let u = 0; u < height; u++)
    for (let v = 0; v < width; v++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * ((u * y) / height + (v * x) / width);
          const [a, b] = [re[y * width + x], im[y * width + x]];
          out.re[u * width + v] += a * Math.cos(angle) - b * Math.sin(angle);
          out.im[u * width + v] += a * Math.sin(angle) + b * Math.cos(angle);
        }
  return out;
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe('PlaneTransform', () => {
  it('is the discrete Fourier transform, whatever the sides', () => {
    fc.assert(
      fc.property(side, side, seed, (height, width, s) => {
        const numbers = randn(s, 2 * height * width);
        const plane = complex(height * width);
        plane.re.set(numbers.subarray(0, height * width));
        plane.im.set(numbers.subarray(height * width));
        const wanted = slowTransform(plane.re, plane.im, height, width);
        const transform = new PlaneTransform(height, width);
        transform.forward(plane);
        const ordered = (part: Float64Array) => Array.from(transform.mode, (mode) => part[mode]);
        expect([...transform.mode].sort((a, b) => a - b)).toEqual(Array.from(plane.re.keys()));
        expect(largestGap(plane.re, ordered(wanted.re))).toBeLessThan(1e-10);
        expect(largestGap(plane.im, ordered(wanted.im))).toBeLessThan(1e-10);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 4, 15, 32, 64, 96, 128])(
    'comes back from where it went at a side of %i, so many times as large',
    (n) => {
      const transform = new PlaneTransform(n, n);
      const plane = complex(n * n);
      const numbers = randn(n, n * n);
      plane.re.set(numbers);
      transform.forward(plane);
      expect(plane.re[0]).toBeCloseTo(
        numbers.reduce((sum, x) => sum + x, 0),
        8,
      );
      transform.inverse(plane);
      const back = (part: Float64Array) => part.map((value) => value / (n * n));
      expect(largestGap(back(plane.re), numbers)).toBeLessThan(1e-12);
      expect(largestGap(back(plane.im), new Float64Array(n * n))).toBeLessThan(1e-12);
    },
  );
});

/** The posterior mean as the formulas have it: one channel at a time, transforms by their definition. */
function slowPosterior({ means, weights, shape, spectrum }: Required<Mixture>, x: Float32Array, s: number, n: number) {
  const [, channels, height, width] = shape;
  const area = height * width;
  const modes = Array.from({ length: area }, (_, i) =>
    Math.hypot(cycles(Math.floor(i / width), height), cycles(i % width, width)),
  );
  const lambda = modes.map(spectrum);
  const zero = new Float64Array(area);
  const candidates = means.map((mean, k) => {
    let fit = Math.log(weights[k]);
    const clean = new Float64Array(x.length);
    for (let c = 0; c < channels; c++) {
      const m = mean.subarray(c * area, (c + 1) * area);
      const gap = Array.from(m, (value, i) => x[c * area + i] / s - value);
      const d = slowTransform(gap, zero, height, width);
      const v = lambda.map((variance) => variance + (n / s) ** 2);
      fit -= v.reduce((sum, variance, i) => sum + (d.re[i] ** 2 + d.im[i] ** 2) / area / variance, 0) / 2;
      const moved = lambda.map((variance, i) => variance / v[i]);
      const back = slowTransform(
        d.re.map((value, i) => value * moved[i]),
        d.im.map((value, i) => -value * moved[i]),
        height,
        width,
      );
      m.forEach((value, i) => (clean[c * area + i] = value + back.re[i] / area));
    }
    return { fit, clean };
  });
  const total = candidates.reduce((sum, { fit }) => sum + Math.exp(fit - candidates[0].fit), 0);
  return x.map((_, i) =>
    candidates.reduce((sum, { fit, clean }) => sum + (Math.exp(fit - candidates[0].fit) / total) * clean[i], 0),
  );
}

describe('mixtureDenoiser', () => {
  const level = (signal: number, noise: number) => ({ timestep: 0, signal, noise });
  const pictures = (count: number, length: number) =>
    Array.from({ length: count }, (_, k) => randn(100 + k, length).map((x) => x / 2));

  it('is the formula', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        seed,
        (height, width, channels, signal, noise, s) => {
          const shape = [1, channels, height, width];
          const length = channels * height * width;
          const mixture = {
            means: pictures(3, length),
            weights: [0.2, 0.5, 0.3],
            shape,
            spectrum: naturalSpectrum(height, width),
          };
          const x = randn(s, length).map((value, i) => noise * value + signal * mixture.means[1][i]);
          const wanted = slowPosterior(mixture, x, signal, noise);
          expect(largestGap(mixtureDenoiser(mixture)(x, level(signal, noise)), wanted)).toBeLessThan(1e-5);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is the Gaussian denoiser where there is one picture and all modes vary alike', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 80, noNaN: true }),
        (signal, noise) => {
          const shape = [2, 3, 8, 6];
          const mean = [0.3, -0.2, 0.1];
          const means = [Float32Array.from({ length: 144 }, (_, i) => mean[Math.floor(i / 48)])];
          const x = randn(1, 288).map((value) => noise * value);
          const ours = mixtureDenoiser({ means, shape, spectrum: () => 0.25 })(x, level(signal, noise));
          expect(
            largestGap(
              ours,
              gaussianDenoiser([...means[0].filter((_, i) => i % 48 === 0)], 0.5, shape)(x, level(signal, noise)),
            ),
          ).toBeLessThan(1e-9);
        },
      ),
    );
  });

  const shape = [1, 4, 12, 8];
  const means = pictures(3, 384);
  const weights = [1, 2, 5];
  const denoise = mixtureDenoiser({ means, weights, shape });

  it('gives back what has no noise', () => {
    const x = randn(5, 384);
    expect(largestGap(denoise(x, level(1, 0)), x)).toBeLessThan(1e-9);
  });

  it('expects the average picture where there is nothing but noise', () => {
    const average = means[0].map((_, i) => (means[0][i] + 2 * means[1][i] + 5 * means[2][i]) / 8);
    const x = randn(5, 384);
    expect(largestGap(denoise(x, level(0, 1)), average)).toBeLessThan(1e-6);
    expect(
      largestGap(
        denoise(
          x.map((value) => 1e6 * value),
          level(1, 1e6),
        ),
        average,
      ),
    ).toBeLessThan(1e-3);
  });

  it('recognises a picture under some noise', () => {
    const x = randn(5, 384).map((value, i) => means[0][i] + 0.3 * value);
    const clean = denoise(x, level(1, 0.3));
    const error = (wanted: Float32Array) =>
      Array.from(clean).reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0);
    expect(error(means[0])).toBeLessThan(error(means[1]) / 5);
    expect(error(means[0])).toBeLessThan(error(means[2]) / 5);
  });

  it('does not take part of one picture of a batch for another', () => {
    const [a, b] = [randn(1, 384), randn(2, 384)];
    const both = mixtureDenoiser({ means, weights, shape: [2, 4, 12, 8] })(
      Float32Array.from([...a, ...b]),
      level(0.6, 0.8),
    );
    expect(Array.from(both)).toEqual([...denoise(a, level(0.6, 0.8)), ...denoise(b, level(0.6, 0.8))]);
  });
});
