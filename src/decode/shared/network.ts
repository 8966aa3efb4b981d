import { statSync } from 'node:fs';
import type { Network } from './autoencoder';

/** Names that exporters give to the weights beside an ONNX file. */
const externalEndings = ['_data', '.data'];

/** A network in words for the user: the file its numbers are in. */
export function networkName(network: Network): string {
  return network.kind === 'graph' ? (network.weights[0]?.path ?? network.key) : network.path;
}

/** Bytes of a network's weights, and of little else. */
export function weightBytes(network: Network): number {
  if (network.kind === 'graph') return network.weights.reduce((sum, { size }) => sum + size, 0);
  return filesOf(network.path).reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** Identity of a network's content as it is now; for a file its size and time of change, and those of external data. */
export function networkKey(network: Network): string {
  if (network.kind === 'graph') return network.key;
  return [network.path, ...filesOf(network.path).map(versionOf)].join('|');
}

function filesOf(path: string): string[] {
  return [path, ...externalEndings.map((ending) => path + ending)];
}

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.size} ${stat.mtimeMs}` : '';
}
