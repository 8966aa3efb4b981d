import type { Autoencoder, Memory } from '../shared/autoencoder';
import type { Feature, LayeredNetwork } from './layer';

/** The process with the runtime in it. */
const runtimeBytes = 100 * 2 ** 20;

/** What a strip takes while it is computed. */
const stripBytes = 300 * 2 ** 20;

/** Attention's scores for the 64 × 64 latents of 512 × 512 pixels, before and after softmax, spread over the pixels. */
const attentionPerPixel = (2 * 4 * 64 ** 4) / 512 ** 2;

/**
 * An estimate of what decoding takes at its peak, held against measurements by the bench. Loading a VAE takes its weights as
 * float32, and so much again while they are brought into the order that convolutions like.
 */
export function memoryOf(network: LayeredNetwork, weightCount: number): Autoencoder['memory'] {
  const living = livingBytesPerPixel(network);
  return {
    fixed: runtimeBytes + 2 * 4 * weightCount,
    // The runtime does not write in place, and keeps what it once allocated; attention comes on top, never more than its bound.
    perPixel: 4 * living + (network.layers.some(({ whole }) => whole) ? attentionPerPixel : 0),
    inStrips: inStrips(living),
  };
}

/**
 * In strips, no more than one layer's weights are there, and rows are dropped as soon as nothing depends on them, though it takes
 * the garbage collector a while to notice: 1.7 GB for 1024 × 1024 pixels with a full VAE, where all at once took 4.
 */
function inStrips(living: number): Memory {
  return { fixed: runtimeBytes + stripBytes, perPixel: 1.3 * living };
}

/**
 * Bytes for a pixel of the output that the tensors between layers take where they take the most. What a layer is the last to
 * read shrinks while its output grows, so that the larger of the two counts.
 */
function livingBytesPerPixel({ input, layers }: LayeredNetwork): number {
  const enlargement = layers.reduce((product, { rate }) => product * rate, 1);
  let rate = 1 / enlargement;
  const bytes = ({ channels }: Feature): number => 4 * channels * rate ** 2;
  const live = new Map([[input.name, bytes(input)]]);
  let peak = 0;
  for (const [at, layer] of layers.entries()) {
    const lastUsed = [...live.keys()].filter((name) => !layers.slice(at + 1).some((later) => readsTensor(later, name)));
    rate *= layer.rate;
    const written = sum(layer.writes.map(bytes));
    const kept = sum([...live].map(([name, size]) => (lastUsed.includes(name) ? 0 : size)));
    const freed = sum(lastUsed.map((name) => live.get(name) ?? 0));
    peak = Math.max(peak, kept + Math.max(written, freed));
    for (const name of lastUsed) live.delete(name);
    for (const feature of layer.writes) live.set(feature.name, bytes(feature));
  }
  return peak;
}

function readsTensor({ reads, whole = [] }: LayeredNetwork['layers'][number], name: string): boolean {
  return [...reads, ...whole].some((feature) => feature.name === name);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
