/**
 * The reference denoiser: exact for data that are one of a few pictures, plus texture that looks like a photograph's. It
 * stands where a model would, to show what a scheduler does; it is not anyone's model.
 */
import type { Denoiser } from '../../schedulers/sample';
import { Recent } from '../../schedulers/recent';
import { PlaneTransform, type Complex } from './fourier';

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
 * equally, so the channels never mix. All of it is done in the Fourier domain, so that there is one transform there and one
 * back however many pictures the mixture has.
 */
export function mixtureDenoiser({ means, weights = [], shape, spectrum }: Mixture): Denoiser {
  const [height, width] = shape.slice(-2);
  const [area, length] = [height * width, product(shape.slice(1))];
  const transform = new PlaneTransform(height, width);
  const frequency = frequencies(height, width);
  const variances = Float64Array.from(transform.mode, (mode) => frequency[mode]).map(
    spectrum ?? naturalSpectrum(height, width),
  );
  const components = means.map((mean, i) => ({
    planes: transformed(Float64Array.from(mean), area, transform),
    logWeight: Math.log(weights[i] ?? 1),
  }));
  const levels = new Recent<Weighing>(keptLevels);

  return (sample, { signal, noise }) => {
    const weighing = levels.get(`${signal} ${noise}`, () => weigh(variances, components, signal, noise));
    const clean = new Float64Array(sample);
    for (let start = 0; start < sample.length; start += length) {
      const seen = transformed(clean.subarray(start, start + length), area, transform);
      const shares = softmax(components.map(({ planes }, i) => logLikelihood(seen, planes, weighing, i)));
      seen.forEach((plane, pair) => {
        moveTowards(
          plane,
          components.map(({ planes }, i) => ({ mean: planes[pair], share: shares[i] })),
          weighing,
        );
        transform.inverse(plane);
      });
    }
    return clean;
  };
}

/** The runs of a sweep go through the same levels again and again. */
const keptLevels = 64;

interface Component {
  readonly planes: readonly Complex[];
  readonly logWeight: number;
}

/** What follows from a noise level alone, a number for each mode. */
interface Weighing {
  readonly signal: number;
  /** One over the variance of x. */
  readonly precision: Float64Array;
  /** How far the mean moves towards x, over the number of modes, which the inverse transform does not divide by. */
  readonly gain: Float64Array;
  /** What stays of the mean, over the number of modes. */
  readonly kept: Float64Array;
  /** Of each component: log(weight) − |signal·mean|² over the variance of x, halved. */
  readonly logPriors: readonly number[];
}

function weigh(variances: Float64Array, components: readonly Component[], signal: number, noise: number): Weighing {
  const modes = variances.length;
  const precision = variances.map((variance) => 1 / (signal * signal * variance + noise * noise));
  const gain = variances.map((variance, mode) => (signal * variance * precision[mode]) / modes);
  const kept = gain.map((share) => 1 / modes - signal * share);
  const logPriors = components.map(
    ({ planes, logWeight }) => logWeight - (signal * signal * correlation(planes, planes, precision)) / 2,
  );
  return { signal, precision, gain, kept, logPriors };
}

/** −|x − signal·mean|² over the variance of x, halved; but for |x|², which is the same for all components. */
function logLikelihood(
  x: readonly Complex[],
  mean: readonly Complex[],
  { signal, precision, logPriors }: Weighing,
  component: number,
): number {
  return logPriors.length === 1 ? 0 : logPriors[component] + signal * correlation(x, mean, precision);
}

/** Σ x·y* in an orthonormal basis, each mode weighed; its real part, of all planes. */
function correlation(x: readonly Complex[], y: readonly Complex[], weights: Float64Array): number {
  return x.reduce((sum, plane, pair) => sum + planeCorrelation(plane, y[pair], weights), 0) / weights.length;
}

function planeCorrelation(x: Complex, y: Complex, weights: Float64Array): number {
  let sum = 0;
  for (let mode = 0; mode < weights.length; mode++) {
    sum += (x.re[mode] * y.re[mode] + x.im[mode] * y.im[mode]) * weights[mode];
  }
  return sum;
}

/** The planes of a picture transformed in place, two in one; a last single one has nothing beside it. */
function transformed(values: Float64Array, area: number, transform: PlaneTransform): Complex[] {
  const planes: Complex[] = [];
  for (let at = 0; at < values.length; at += 2 * area) {
    const re = values.subarray(at, at + area);
    const beside = values.subarray(at + area, at + 2 * area);
    const plane = { re, im: beside.length > 0 ? beside : new Float64Array(area) };
    transform.forward(plane);
    planes.push(plane);
  }
  return planes;
}

/** Replaces x by m + gain·(x − signal·m), with m the expected mean. */
function moveTowards(
  { re, im }: Complex,
  expected: readonly { readonly mean: Complex; readonly share: number }[],
  { gain, kept }: Weighing,
): void {
  for (let mode = 0; mode < gain.length; mode++) {
    re[mode] *= gain[mode];
    im[mode] *= gain[mode];
  }
  for (const { mean, share } of expected) {
    if (share < negligible) continue;
    for (let mode = 0; mode < gain.length; mode++) {
      const weight = share * kept[mode];
      re[mode] += weight * mean.re[mode];
      im[mode] += weight * mean.im[mode];
    }
  }
}

/** Shares that are lost beside 1 in float64. */
const negligible = 2 ** -60;

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
