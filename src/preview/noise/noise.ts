import { MersenneTwister } from './mersenneTwister';

/** torch draws normal numbers in blocks of this many once there are enough of them. */
const block = 16;

/**
 * `torch.manual_seed(seed); torch.randn(count)` on the CPU: the same numbers, up to the last bit of float32
 * (torch's vectorised logarithm and cosine round differently from the scalar ones).
 */
export function randn(seed: number, count: number): Float32Array {
  return new NoiseGenerator(seed).randn(count);
}

/**
 * `torch.Generator('cpu').manual_seed(seed)`: what a pipeline draws its latents from and a stochastic scheduler its noise
 * after that, one call after the other.
 * Source: torch, ATen/native/cpu/DistributionTemplates.h (`normal_fill` from 16 numbers on, else `normal_distribution`).
 */
export class NoiseGenerator {
  readonly #generator: MersenneTwister;
  /** The other half of a pair, kept for the next call that draws fewer numbers than a block. */
  #spare: number | null = null;

  /** @param seed only its lowest 32 bits count, as in torch */
  constructor(seed: number) {
    this.#generator = new MersenneTwister(seed);
  }

  /** The next standard normal numbers, float32: `torch.randn(count, generator=…)`. */
  randn(count: number): Float32Array {
    return count >= block ? this.#blocks(count) : Float32Array.from({ length: count }, () => this.#single());
  }

  /** Box–Muller within blocks: the first half of a block gives radii, the second angles. A rest redraws the last block. */
  #blocks(count: number): Float32Array {
    const values = new Float32Array(count);
    this.#fillUniform(values);
    for (let start = 0; start + block <= count; start += block) boxMuller(values, start);
    if (count % block !== 0) {
      this.#fillUniform(values.subarray(count - block));
      boxMuller(values, count - block);
    }
    return values;
  }

  #fillUniform(values: Float32Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.#generator.uniformFloat();
  }

  /** Box–Muller in float64, two numbers from two draws. */
  #single(): number {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null) return spare;
    const angle = 2 * Math.PI * this.#generator.uniformDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#generator.uniformDouble()));
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

function boxMuller(values: Float32Array, start: number): void {
  const half = block / 2;
  for (let i = start; i < start + half; i++) {
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * Math.fround(Math.log(1 - values[i])))));
    const angle = Math.fround(Math.fround(2 * Math.PI) * values[i + half]);
    values[i] = radius * Math.fround(Math.cos(angle));
    values[i + half] = radius * Math.fround(Math.sin(angle));
  }
}
