/**
 * Fourier transforms of any size in float64: mixed-radix, self-sorting (Stockham's arrangement of Cooley and Tukey 1965;
 * see Van Loan 1992, Computational Frameworks for the Fast Fourier Transform, section 1.7).
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
  readonly #down: Passes;
  readonly #across: Passes;
  readonly #turned: Complex;

  constructor(
    private readonly height: number,
    private readonly width: number,
  ) {
    this.#down = new Passes(height, width);
    this.#across = new Passes(width, height);
    this.#turned = complex(height * width);
  }

  /** Σ x·exp(−2πi·(row·u/height + column·v/width)) in place, rows first. */
  forward(plane: Complex): void {
    this.#down.transform(plane);
    turn(plane, this.#turned, this.height, this.width);
    this.#across.transform(this.#turned);
    turn(this.#turned, plane, this.width, this.height);
  }

  /** The way back, in place: forward with real and imaginary parts swapped, and divided by the number of elements. */
  inverse(plane: Complex): void {
    this.forward({ re: plane.im, im: plane.re });
    const share = 1 / (this.height * this.width);
    for (let i = 0; i < plane.re.length; i++) {
      plane.re[i] *= share;
      plane.im[i] *= share;
    }
  }
}

/** One butterfly a factor: the data, sorted by `stride`, are taken apart into `radix` parts of `length / radix`. */
interface Pass {
  readonly radix: number;
  readonly length: number;
  readonly stride: number;
  readonly twiddles: Complex;
}

/** Transforms along the columns of an array, all columns at once. */
class Passes {
  readonly #passes: readonly Pass[];
  readonly #spare: Complex;

  constructor(length: number, columns: number) {
    const passes: Pass[] = [];
    for (let rest = length, stride = columns; rest > 1;) {
      const radix = radixOf(rest);
      passes.push({ radix, length: rest, stride, twiddles: roots(rest) });
      rest /= radix;
      stride *= radix;
    }
    this.#passes = passes;
    this.#spare = complex(length * columns);
  }

  transform(data: Complex): void {
    let [from, to] = [data, this.#spare];
    for (const pass of this.#passes) {
      if (pass.radix === 4) fourfold(pass, from, to);
      else manifold(pass, from, to);
      [from, to] = [to, from];
    }
    if (from === data) return;
    data.re.set(from.re);
    data.im.set(from.im);
  }
}

function radixOf(length: number): number {
  if (length % 4 === 0) return 4;
  for (let factor = 2; factor * factor <= length; factor++) if (length % factor === 0) return factor;
  return length;
}

/** exp(−2πi·k/n) for k below n. */
function roots(n: number): Complex {
  const re = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const im = Float64Array.from({ length: n }, (_, k) => -Math.sin((2 * Math.PI * k) / n));
  return { re, im };
}

/**
 * A butterfly of four: its own roots are 1, −i, −1 and i, which takes no multiplication. Nearly all the time of a transform
 * goes here, so nothing is allocated and nothing looked up twice.
 */
function fourfold({ length, stride, twiddles: w }: Pass, from: Complex, to: Complex): void {
  const quarter = length / 4;
  const step = quarter * stride;
  const { re, im } = from;
  const { re: outRe, im: outIm } = to;
  for (let p = 0; p < quarter; p++) {
    const c1 = w.re[p];
    const s1 = w.im[p];
    const c2 = w.re[2 * p];
    const s2 = w.im[2 * p];
    const c3 = w.re[3 * p];
    const s3 = w.im[3 * p];
    const end = stride * (p + 1);
    for (let i = stride * p, o = 4 * stride * p; i < end; i++, o++) {
      const sumRe = re[i] + re[i + 2 * step];
      const sumIm = im[i] + im[i + 2 * step];
      const gapRe = re[i] - re[i + 2 * step];
      const gapIm = im[i] - im[i + 2 * step];
      const oddRe = re[i + step] + re[i + 3 * step];
      const oddIm = im[i + step] + im[i + 3 * step];
      const turnRe = im[i + step] - im[i + 3 * step];
      const turnIm = re[i + 3 * step] - re[i + step];
      outRe[o] = sumRe + oddRe;
      outIm[o] = sumIm + oddIm;
      outRe[o + stride] = (gapRe + turnRe) * c1 - (gapIm + turnIm) * s1;
      outIm[o + stride] = (gapRe + turnRe) * s1 + (gapIm + turnIm) * c1;
      outRe[o + 2 * stride] = (sumRe - oddRe) * c2 - (sumIm - oddIm) * s2;
      outIm[o + 2 * stride] = (sumRe - oddRe) * s2 + (sumIm - oddIm) * c2;
      outRe[o + 3 * stride] = (gapRe - turnRe) * c3 - (gapIm - turnIm) * s3;
      outIm[o + 3 * stride] = (gapRe - turnRe) * s3 + (gapIm - turnIm) * c3;
    }
  }
}

/** A butterfly of any size, by the definition. */
function manifold({ radix, length, stride, twiddles: w }: Pass, from: Complex, to: Complex): void {
  const part = length / radix;
  for (let p = 0; p < part; p++) {
    for (let k = 0; k < radix; k++) {
      const c = w.re[p * k];
      const s = w.im[p * k];
      for (let q = 0; q < stride; q++) {
        let re = 0;
        let im = 0;
        for (let j = 0; j < radix; j++) {
          const i = q + stride * (p + part * j);
          const root = ((j * k) % radix) * part;
          re += from.re[i] * w.re[root] - from.im[i] * w.im[root];
          im += from.re[i] * w.im[root] + from.im[i] * w.re[root];
        }
        const o = q + stride * (radix * p + k);
        to.re[o] = re * c - im * s;
        to.im[o] = re * s + im * c;
      }
    }
  }
}

/** Transposes rows × columns. */
function turn(from: Complex, to: Complex, rows: number, columns: number): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0, i = row * columns, o = row; column < columns; column++, i++, o += rows) {
      to.re[o] = from.re[i];
      to.im[o] = from.im[i];
    }
  }
}
