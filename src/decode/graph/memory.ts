import type { Autoencoder } from '../autoencoder';
import type { Feature, LayeredNetwork } from './layer';
import type { Weights } from './weights';

/** The runtime, and what it takes for itself while it loads a graph. */
const runtimeBytes = 100 * 2 ** 20;

/**
 * An estimate of what decoding takes at its peak. Loading a VAE takes its weights once as float32, and so much again while they are
 * brought into the order that convolutions like; running it takes what lives between its layers, twice: the runtime does not
 * write most results in place.
 */
export function memoryOf(network: LayeredNetwork, weights: Weights): Autoencoder['memory'] {
  return { fixed: runtimeBytes + 2 * weights.elementsOf('decoder.') * 4, perPixel: 2 * livingBytesPerPixel(network) };
}

/** Bytes a pixel of the output that the tensors between layers take where they take the most. */
function livingBytesPerPixel({ layers }: LayeredNetwork): number {
  const lastUse = new Map<string, number>();
  for (const [at, { reads, whole = [] }] of layers.entries())
    for (const { name } of [...reads, ...whole]) lastUse.set(name, at);
  const enlargement = layers.reduce((product, { rate }) => product * rate, 1);
  const alive = new Map<string, number>();
  let rate = 1 / enlargement;
  let peak = 0;
  for (const [at, layer] of layers.entries()) {
    rate *= layer.rate;
    for (const { name, channels } of layer.writes) alive.set(name, 4 * channels * rate ** 2);
    peak = Math.max(peak, sum(alive));
    for (const { name } of readBy(layer)) if (lastUse.get(name) === at) alive.delete(name);
  }
  return peak;
}

function readBy({ reads, whole = [] }: LayeredNetwork['layers'][number]): readonly Feature[] {
  return [...reads, ...whole];
}

function sum(bytes: ReadonlyMap<string, number>): number {
  return [...bytes.values()].reduce((a, b) => a + b, 0);
}
