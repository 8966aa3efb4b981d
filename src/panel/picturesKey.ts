import { createHash } from 'node:crypto';
import type { LatentFamily } from '../catalog/latentFamily';
import { sampleKey, type SamplePicture } from '../decode/picture';
import { hasNoiseLevels } from '../render/noiseLevels';
import type { Schedule } from '../schedulers/schedule';

/**
 * Names what the step pictures of a schedule are made of: equal keys, equal pictures, whatever else was edited. Null for
 * discrete tokens, which have none.
 */
export function picturesKey(schedule: Schedule, family: LatentFamily, sample: SamplePicture): string | null {
  if (!hasNoiseLevels(schedule)) return null;
  const { signal, noise, inputScale } = schedule.steps;
  const hash = createHash('sha1').update(`${family} ${sampleKey(sample)} `);
  for (const { buffer, byteOffset, byteLength } of [signal, noise, inputScale])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('base64');
}
