import { statSync } from 'node:fs';
import type { Network } from './autoencoder';

/** Names that exporters give to the weights beside an ONNX file. */
const externalEndings = ['_data', '.data'];

/** A network in words for the user: the file its numbers are in. */
export function networkName(network: Network): string {
  return network.kind === 'file' ? network.path : (network.weights[0]?.path ?? network.key);
}

/** Identity of a network's content as it is now; for a file its size and time of change, and those of external data. */
export function networkKey(network: Network): string {
  if (network.kind === 'graph') return network.key;
  const files = [network.path, ...externalEndings.map((ending) => network.path + ending)];
  return [network.path, ...files.map(versionOf)].join('|');
}

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs}` : '';
}
