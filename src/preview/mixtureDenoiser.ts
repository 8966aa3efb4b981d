/**
 * The reference denoiser: exact for data that are one of a few pictures, plus texture that looks like a photograph's. It
 * stands where a model would, to show what a scheduler does; it is not anyone's model.
 */
import type { Denoiser } from '../schedulers/sample';
import { complex, PlaneTransform, type Complex } from './fourier';

/** The variance of a Fourier mode around a picture, by its frequency in cycles per latent pixel. */
export type Spectrum = (frequency: number) => number;

/** Of data x0 ~ Σ weight·N(mean, C), with C diagonal in the orthonormal Fourier basis of each channel. */
export interface Mixture {
  /** Latents of a picture each, all of one picture's length. */
  readonly means: readonly Float32Array[];
  /** How likely each is; equally, when absent. */
  readonly weights?: readonly number[];
  /** Of the latents to denoise: pictures, channels, and sides, the last two of which are height and width. */
  readonly shape: readonly number[];
  /** {@link naturalSpectrum} of the plane when absent. */
  readonly spectrum?: Spectrum;
}

/** Standard deviation of the coarse texture and of the fine one, and the frequency where the coarse begins to fade. */
const [coarse, fine, bend] = [0.45, 0.1, 1 / 24];

/** Photographs' spectra fall with the square of the frequency: a²·c/(f² + f0²) + b², c such that the first averages a². */
export function naturalSpectrum(height: number, width: number): Spectrum {
  const falling: Spectrum = (frequency) => 1 / (frequency ** 2 + bend ** 2);
  const values = frequencies(height, width).map(falling);
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return (frequency) => (coarse ** 2 * falling(frequency)) / average + fine ** 2;
}

/**
 * The posterior mean of x0 in x = signal·x0 + noise·ε, float64: the mixture's means, each moved towards x in the modes that
 * the noise leaves visible, averaged by how well each explains x.
 *
 * Two channels share one transform, as real and imaginary part: gains and distances weigh a frequency and its mirror image
 * equally, so the channels never mix.
 */
export function mixtureDenoiser({ means, weights = [], shape, spectrum }: Mixture): Denoiser {
  const [height, width] = shape.slice(-2);
  const layout = { area: height * width, length: product(shape.slice(1)) };
  const transform = new PlaneTransform(height, width);
  const variances = frequencies(height, width).map(spectrum ?? naturalSpectrum(height, width));
  const components = means.map((mean, i) => ({
    planes: planesOf(mean, 0, layout, transform),
    logWeight: Math.log(weights[i] ?? 1),
  }));

  return (sample, { signal, noise }) => {
    const clean = new Float64Array(sample.length);
    const precision = variances.map((variance) => 1 / (signal * signal * variance + noise * noise));
    const gain = variances.map((variance, mode) => signal * variance * precision[mode]);
    for (let start = 0; start < sample.length; start += layout.length) {
      const seen = planesOf(sample, start, layout, transform);
      const shares = softmax(
        components.map(({ planes, logWeight }) => logWeight - distance(seen, planes, signal, precision) / 2),
      );
      seen.forEach((plane, pair) => {
        const expected = components.map(({ planes }, i) => ({ plane: planes[pair], share: shares[i] }));
        moveTowards(plane, expected, signal, gain);
        transform.inverse(plane);
        const at = start + 2 * pair * layout.area;
        clean.set(plane.re, at);
        if (at + layout.area < start + layout.length) clean.set(plane.im, at + layout.area);
      });
    }
    return clean;
  };
}

interface Layout {
  /** Elements of a plane, and of all planes of a picture. */
  readonly area: number;
  readonly length: number;
}

/** The transforms of a picture's planes, two in one; a last single one is left alone. */
function planesOf(values: Float32Array, start: number, { area, length }: Layout, transform: PlaneTransform): Complex[] {
  const planes: Complex[] = [];
  for (let at = start; at < start + length; at += 2 * area) {
    const plane = complex(area);
    plane.re.set(values.subarray(at, at + area));
    if (at + area < start + length) plane.im.set(values.subarray(at + area, at + 2 * area));
    transform.forward(plane);
    planes.push(plane);
  }
  return planes;
}

/** |x − signal·mean|² over the variance of x, summed over all modes of an orthonormal basis. */
function distance(seen: readonly Complex[], mean: readonly Complex[], signal: number, precision: Float64Array): number {
  let sum = 0;
  seen.forEach((x, pair) => {
    const m = mean[pair];
    for (let mode = 0; mode < precision.length; mode++) {
      const re = x.re[mode] - signal * m.re[mode];
      const im = x.im[mode] - signal * m.im[mode];
      sum += (re * re + im * im) * precision[mode];
    }
  });
  return sum / precision.length;
}

/** Replaces x by m + gain·(x − signal·m), with m the expected mean. */
function moveTowards(
  { re, im }: Complex,
  expected: readonly { readonly plane: Complex; readonly share: number }[],
  signal: number,
  gain: Float64Array,
): void {
  for (let mode = 0; mode < gain.length; mode++) {
    re[mode] *= gain[mode];
    im[mode] *= gain[mode];
  }
  for (const { plane, share } of expected) {
    if (share === 0) continue;
    for (let mode = 0; mode < gain.length; mode++) {
      const kept = share * (1 - gain[mode] * signal);
      re[mode] += kept * plane.re[mode];
      im[mode] += kept * plane.im[mode];
    }
  }
}

/** exp(x) normalised to a sum of 1, without overflow. */
function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The frequency of every mode in cycles per pixel, rows first, as `numpy.fft.fftfreq` numbers them. */
function frequencies(height: number, width: number): Float64Array {
  const along = (i: number, n: number) => Math.min(i, n - i) / n;
  return Float64Array.from({ length: height * width }, (_, mode) =>
    Math.hypot(along(Math.floor(mode / width), height), along(mode % width, width)),
  );
}

const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);
