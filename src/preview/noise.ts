import { MersenneTwister } from './mersenneTwister';

/** torch draws normal numbers in blocks of this many once there are enough of them. */
const block = 16;

/**
 * `torch.manual_seed(seed); torch.randn(count)` on the CPU: the same numbers, up to the last bit of float32
 * (torch's vectorised logarithm and cosine round differently from the scalar ones).
 * Source: torch, ATen/native/cpu/DistributionTemplates.h (`normal_fill` from 16 numbers on, else `normal_distribution`).
 */
export function randn(seed: number, count: number): Float32Array {
  const generator = new MersenneTwister(seed);
  return count >= block ? normalBlocks(generator, count) : normalPairs(generator, count);
}

/** Box–Muller within blocks: the first half of a block gives radii, the second angles. A rest redraws the last block. */
function normalBlocks(generator: MersenneTwister, count: number): Float32Array {
  const values = Float32Array.from({ length: count }, () => generator.uniformFloat());
  for (let start = 0; start + block <= count; start += block) boxMuller(values, start);
  if (count % block !== 0) {
    const start = count - block;
    for (let i = start; i < count; i++) values[i] = generator.uniformFloat();
    boxMuller(values, start);
  }
  return values;
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

/** Box–Muller in float64, two numbers from two draws. */
function normalPairs(generator: MersenneTwister, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const angle = 2 * Math.PI * generator.uniformDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-generator.uniformDouble()));
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
