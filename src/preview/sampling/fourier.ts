/**
 * Fourier transforms of any size in float64, in place: mixed-radix, the way there by decimation in frequency (Gentleman and
 * Sande 1966), the way back by decimation in time (Cooley and Tukey 1965). The one leaves the modes in the order that the
 * other begins with, so that nothing is ever sorted: {@link PlaneTransform.mode}
 * tells which mode is where.
 *
 * Ours, because libraries for JavaScript (fft.js, ooura) take powers of two only, or single precision, or one dimension.
 */

/** Complex numbers, their two parts side by side. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function complex(length: number): Complex {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

/** The transform of height × width planes, kept ready for many of them. */
export class PlaneTransform {
  /** Which mode stands at each place after `forward`: u·width + v for that of u waves down and v across. */
  readonly mode: Uint32Array;
  readonly #passes: readonly Pass[];
  readonly #area: number;

  constructor(height: number, width: number) {
    this.#area = height * width;
    this.#passes = [...passesOf(height, width, 1), ...passesOf(width, 1, height)];
    const [rows, columns] = [orderOf(height), orderOf(width)];
    this.mode = Uint32Array.from({ length: this.#area }, (_, place) => {
      return rows[Math.floor(place / width)] * width + columns[place % width];
    });
  }

  /** Σ x·exp(−2πi·(row·u/height + column·v/width)) in place of x, in the order of {@link mode}. */
  forward(plane: Complex): void {
    for (const pass of this.#passes) {
      if (pass.length === 4) four(pass, plane);
      else if (pass.radix === 4) fourfold(pass, plane);
      else manifold(pass, plane, 'apart');
    }
  }

  /** The way back, but for a factor of height·width, which callers divide by when they weigh modes. */
  inverse({ re, im }: Complex): void {
    // With real and imaginary parts swapped, a transform is its own conjugate.
    const swapped = { re: im, im: re };
    for (let i = this.#passes.length - 1; i >= 0; i--) {
      const pass = this.#passes[i];
      if (pass.length === 4) four(pass, swapped);
      else if (pass.radix === 4) fourfoldBack(pass, swapped);
      else manifold(pass, swapped, 'together');
    }
  }
}

/**
 * One butterfly a factor: `groups` sequences of `length` elements, each `stride` numbers side by side that are treated alike,
 * are taken apart into `radix` sequences of `length / radix`.
 */
interface Pass {
  readonly radix: number;
  readonly length: number;
  readonly stride: number;
  readonly groups: number;
  /** exp(−2πi·k/length) for k below length. */
  readonly roots: Complex;
}

function passesOf(length: number, stride: number, sequences: number): Pass[] {
  const passes: Pass[] = [];
  for (let rest = length, groups = sequences; rest > 1;) {
    const radix = radixOf(rest);
    passes.push({ radix, length: rest, stride, groups, roots: roots(rest) });
    rest /= radix;
    groups *= radix;
  }
  return passes;
}

function radixOf(length: number): number {
  if (length % 4 === 0) return 4;
  for (let factor = 2; factor * factor <= length; factor++) if (length % factor === 0) return factor;
  return length;
}

/** Which frequency stands where, once all passes are done. */
function orderOf(length: number): number[] {
  if (length === 1) return [0];
  const radix = radixOf(length);
  const part = orderOf(length / radix);
  return Array.from({ length: radix }, (_, k) => part.map((frequency) => radix * frequency + k)).flat();
}

function roots(n: number): Complex {
  const re = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const im = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  return { re, im };
}

/**
 * A butterfly of four: its own roots are 1, −i, −1 and i, which takes no multiplication. Nearly all the time of a transform
 * goes here, so nothing is allocated and nothing looked up twice.
 */
function fourfold({ length, stride, groups, roots: w }: Pass, { re, im }: Complex): void {
  const quarter = length / 4;
  const step = quarter * stride;
  for (let group = 0; group < groups; group++) {
    for (let p = 0; p < quarter; p++) {
      const c1 = w.re[p];
      const s1 = w.im[p];
      const c2 = w.re[2 * p];
      const s2 = w.im[2 * p];
      const c3 = w.re[3 * p];
      const s3 = w.im[3 * p];
      const begin = group * length * stride + p * stride;
      for (let i = begin; i < begin + stride; i++) {
        const i1 = i + step;
        const i2 = i1 + step;
        const i3 = i2 + step;
        const sumRe = re[i] + re[i2];
        const sumIm = im[i] + im[i2];
        const gapRe = re[i] - re[i2];
        const gapIm = im[i] - im[i2];
        const oddRe = re[i1] + re[i3];
        const oddIm = im[i1] + im[i3];
        const turnRe = im[i1] - im[i3];
        const turnIm = re[i3] - re[i1];
        re[i] = sumRe + oddRe;
        im[i] = sumIm + oddIm;
        re[i1] = (gapRe + turnRe) * c1 - (gapIm + turnIm) * s1;
        im[i1] = (gapRe + turnRe) * s1 + (gapIm + turnIm) * c1;
        re[i2] = (sumRe - oddRe) * c2 - (sumIm - oddIm) * s2;
        im[i2] = (sumRe - oddRe) * s2 + (sumIm - oddIm) * c2;
        re[i3] = (gapRe - turnRe) * c3 - (gapIm - turnIm) * s3;
        im[i3] = (gapRe - turnRe) * s3 + (gapIm - turnIm) * c3;
      }
    }
  }
}

/** The same flow backwards: first the roots, then the butterfly. */
function fourfoldBack({ length, stride, groups, roots: w }: Pass, { re, im }: Complex): void {
  const quarter = length / 4;
  const step = quarter * stride;
  for (let group = 0; group < groups; group++) {
    for (let p = 0; p < quarter; p++) {
      const c1 = w.re[p];
      const s1 = w.im[p];
      const c2 = w.re[2 * p];
      const s2 = w.im[2 * p];
      const c3 = w.re[3 * p];
      const s3 = w.im[3 * p];
      const begin = group * length * stride + p * stride;
      for (let i = begin; i < begin + stride; i++) {
        const i1 = i + step;
        const i2 = i1 + step;
        const i3 = i2 + step;
        const re1 = re[i1] * c1 - im[i1] * s1;
        const im1 = re[i1] * s1 + im[i1] * c1;
        const re2 = re[i2] * c2 - im[i2] * s2;
        const im2 = re[i2] * s2 + im[i2] * c2;
        const re3 = re[i3] * c3 - im[i3] * s3;
        const im3 = re[i3] * s3 + im[i3] * c3;
        const sumRe = re[i] + re2;
        const sumIm = im[i] + im2;
        const gapRe = re[i] - re2;
        const gapIm = im[i] - im2;
        re[i] = sumRe + (re1 + re3);
        im[i] = sumIm + (im1 + im3);
        re[i1] = gapRe + (im1 - im3);
        im[i1] = gapIm + (re3 - re1);
        re[i2] = sumRe - (re1 + re3);
        im[i2] = sumIm - (im1 + im3);
        re[i3] = gapRe - (im1 - im3);
        im[i3] = gapIm - (re3 - re1);
      }
    }
  }
}

/** Sequences of four, whose only root is 1: half the work, and the same there and back. */
function four({ stride, groups }: Pass, { re, im }: Complex): void {
  for (let group = 0; group < groups; group++) {
    const begin = 4 * group * stride;
    for (let i = begin; i < begin + stride; i++) {
      const i1 = i + stride;
      const i2 = i1 + stride;
      const i3 = i2 + stride;
      const sumRe = re[i] + re[i2];
      const sumIm = im[i] + im[i2];
      const gapRe = re[i] - re[i2];
      const gapIm = im[i] - im[i2];
      const oddRe = re[i1] + re[i3];
      const oddIm = im[i1] + im[i3];
      const turnRe = im[i1] - im[i3];
      const turnIm = re[i3] - re[i1];
      re[i] = sumRe + oddRe;
      im[i] = sumIm + oddIm;
      re[i1] = gapRe + turnRe;
      im[i1] = gapIm + turnIm;
      re[i2] = sumRe - oddRe;
      im[i2] = sumIm - oddIm;
      re[i3] = gapRe - turnRe;
      im[i3] = gapIm - turnIm;
    }
  }
}

/** A butterfly of any size, by the definition: roots after it on the way apart, before it on the way together. */
function manifold(pass: Pass, { re, im }: Complex, way: 'apart' | 'together'): void {
  const { radix, length, stride, groups, roots: w } = pass;
  const part = length / radix;
  const taken = complex(radix);
  for (let group = 0; group < groups; group++) {
    for (let p = 0; p < part; p++) {
      for (let q = 0; q < stride; q++) {
        const at = (k: number) => ((group * radix + k) * part + p) * stride + q;
        for (let j = 0; j < radix; j++) {
          const root = way === 'apart' ? 0 : p * j;
          taken.re[j] = re[at(j)] * w.re[root] - im[at(j)] * w.im[root];
          taken.im[j] = re[at(j)] * w.im[root] + im[at(j)] * w.re[root];
        }
        for (let k = 0; k < radix; k++) {
          let sumRe = 0;
          let sumIm = 0;
          for (let j = 0; j < radix; j++) {
            const root = ((j * k) % radix) * part;
            sumRe += taken.re[j] * w.re[root] - taken.im[j] * w.im[root];
            sumIm += taken.re[j] * w.im[root] + taken.im[j] * w.re[root];
          }
          const root = way === 'apart' ? p * k : 0;
          re[at(k)] = sumRe * w.re[root] - sumIm * w.im[root];
          im[at(k)] = sumRe * w.im[root] + sumIm * w.re[root];
        }
      }
    }
  }
}
