/** Runs autoencoders as the editor does: in the decode process, on the CPU. */
import { join } from 'node:path';
import { DecodeClient } from '../../../src/decode/client';
import type { Network } from '../../../src/decode/shared/autoencoder';
import type { ProviderSetting } from '../../../src/decode/shared/providerSetting';
import { buildDecodeProcess, modelsFolder } from '../build';
import type { Grid } from './reference';

export async function startClient(test: string, provider: ProviderSetting = 'cpu'): Promise<DecodeClient> {
  const processFile = await buildDecodeProcess(join('graph', test));
  return new DecodeClient({ processFile, modelsFolder, provider, log: () => undefined });
}

/** One picture through a network, in the network's own space. */
export async function through(client: DecodeClient, network: Network, { data, ...x }: Grid): Promise<Float32Array> {
  const { output } = await client.run(network, {
    data: Float32Array.from(data),
    shape: [1, x.channels, x.height, x.width],
  });
  return output.data;
}

/** The largest difference; infinite when they differ in length or one is not a number. */
export function largestDifference(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i] - want[i]);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}
