/** A tensor between layers, held in strips of rows, so that rows can be freed as soon as they are used up. */
export class Rows {
  readonly #parts: Part[] = [];
  /** A value of each channel; sums are of differences from it, so that little is lost where a channel varies little. */
  readonly #pivots: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;

  constructor(
    readonly channels: number,
    readonly width: number,
    /** Whether it will be normalized: sums of its values are then kept while it is written. */
    private readonly isNormalized: boolean,
  ) {
    this.#pivots = new Float64Array(channels);
    this.#sums = new Float64Array(channels);
    this.#squares = new Float64Array(channels);
  }

  /** Rows written so far. */
  get height(): number {
    return this.#parts.at(-1)?.end ?? 0;
  }

  /**
   * Adds rows below: those from `first` to `last` of a strip of `height` rows, [channels, height, width].
   */
  append(strip: Float32Array, height: number, first: number, last: number): void {
    const start = this.height;
    const rows = last - first;
    const data = new Float32Array(this.channels * rows * this.width);
    for (let channel = 0; channel < this.channels; channel++) {
      const from = (channel * height + first) * this.width;
      data.set(strip.subarray(from, from + rows * this.width), channel * rows * this.width);
    }
    if (this.isNormalized) this.#count(data, rows * this.width);
    this.#parts.push({ start, end: start + rows, data });
  }

  /** The rows from `first` to `last` as [channels, rows, width]. */
  strip(first: number, last: number): Float32Array {
    const rows = last - first;
    const strip = new Float32Array(this.channels * rows * this.width);
    for (const { start, end, data } of this.#parts) {
      const [from, to] = [Math.max(first, start), Math.min(last, end)];
      for (let channel = 0; from < to && channel < this.channels; channel++) {
        const at = (channel * (end - start) + from - start) * this.width;
        strip.set(data.subarray(at, at + (to - from) * this.width), (channel * rows + from - first) * this.width);
      }
    }
    return strip;
  }

  /** Rows above `row` are not asked for again. */
  forget(row: number): void {
    while (this.#parts.length > 0 && this.#parts[0].end <= row) this.#parts.shift();
  }

  /**
   * Mean and 1 / standard deviation of each channel's group over all rows, one number a channel.
   * @param epsilon what is added to the variance
   */
  statistics(groups: number, epsilon: number): { mean: Float32Array; inverseStd: Float32Array } {
    const mean = new Float32Array(this.channels);
    const inverseStd = new Float32Array(this.channels);
    const size = this.channels / groups;
    const [means, variances] = this.#moments();
    for (let first = 0; first < this.channels; first += size) {
      const average = means.subarray(first, first + size).reduce((a, b) => a + b) / size;
      let variance = 0;
      for (let channel = first; channel < first + size; channel++)
        variance += (variances[channel] + (means[channel] - average) ** 2) / size;
      mean.fill(average, first, first + size);
      inverseStd.fill(1 / Math.sqrt(variance + epsilon), first, first + size);
    }
    return { mean, inverseStd };
  }

  /** Mean and variance of each channel. */
  #moments(): [Float64Array, Float64Array] {
    const count = this.height * this.width;
    const means = this.#sums.map((total, channel) => this.#pivots[channel] + total / count);
    const variances = this.#squares.map((squares, channel) =>
      Math.max(0, squares / count - (this.#sums[channel] / count) ** 2),
    );
    return [means, variances];
  }

  #count(data: Float32Array, plane: number): void {
    for (let channel = 0; channel < this.channels; channel++) {
      if (this.height === 0) this.#pivots[channel] = data[channel * plane];
      const pivot = this.#pivots[channel];
      let total = 0;
      let squares = 0;
      for (let i = channel * plane; i < (channel + 1) * plane; i++) {
        const value = data[i] - pivot;
        total += value;
        squares += value * value;
      }
      this.#sums[channel] += total;
      this.#squares[channel] += squares;
    }
  }
}

interface Part {
  /** Rows of the whole that it holds: `start` inclusive, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** [channels, end − start, width] */
  readonly data: Float32Array;
}
