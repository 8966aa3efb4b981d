import { statSync } from 'node:fs';
import type { WeightFile } from '../shared/autoencoder';
import { DecodeError } from '../shared/errors';

/**
 * Makes sure that weights are still the files whose headers were read. They are mapped into memory: reading on in a file that
 * was shortened ends the process (SIGBUS), and in one that was rewritten gives a picture of other numbers.
 * @throws DecodeError of the fault `changed`
 */
export function checkUnchanged(weights: readonly WeightFile[]): void {
  for (const { path, size, mtimeMs } of weights) {
    const now = statSync(path, { throwIfNoEntry: false });
    if (!now) throw new DecodeError('changed', `${path} is no longer there. Download the model again.`);
    if (now.size === size && now.mtimeMs === mtimeMs) continue;
    const how = now.size < size ? `was shortened from ${size} to ${now.size} bytes` : 'was changed';
    throw new DecodeError(
      'changed',
      `${path} ${how} after it was opened; perhaps a download is under way. It is read again at the next look.`,
    );
  }
}
