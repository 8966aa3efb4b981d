import type { Draw } from '../../schedulers/definition/sampler';
import { NoiseGenerator } from './noise';

/** Bytes of noise that are kept unless said otherwise. */
const defaultKept = 64 * 2 ** 20;

/** The noise of a seed, told from its beginning as often as it is asked for: the runs of a sweep all draw the same. */
export class RepeatedNoise {
  #tape: Tape | null = null;

  /**
   * @param length how many numbers are drawn at a time
   * @param maxKept bytes of noise that are kept; who draws more draws the rest by themselves
   */
  constructor(
    private readonly length: number,
    private readonly maxKept = defaultKept,
  ) {}

  /** What a freshly seeded generator draws. It must not be written to. */
  from(seed: number): Draw {
    if (this.#tape?.seed !== seed) this.#tape = new Tape(seed, this.length, this.maxKept);
    return this.#tape.played();
  }
}

class Tape {
  readonly #generator: NoiseGenerator;
  readonly #draws: Float32Array[] = [];
  readonly #most: number;

  constructor(
    readonly seed: number,
    private readonly length: number,
    maxKept: number,
  ) {
    this.#generator = new NoiseGenerator(seed);
    this.#most = Math.max(1, Math.floor(maxKept / (length * Float32Array.BYTES_PER_ELEMENT)));
  }

  played(): Draw {
    let next = 0;
    let beyond: NoiseGenerator | null = null;
    return () => {
      if (next < this.#most) return this.#at(next++);
      beyond ??= this.#wound();
      return beyond.randn(this.length);
    };
  }

  #at(index: number): Float32Array {
    while (this.#draws.length <= index) this.#draws.push(this.#generator.randn(this.length));
    return this.#draws[index];
  }

  /** A generator of its own, wound on past all that is kept. */
  #wound(): NoiseGenerator {
    const generator = new NoiseGenerator(this.seed);
    for (let i = 0; i < this.#most; i++) generator.randn(this.length);
    return generator;
  }
}
