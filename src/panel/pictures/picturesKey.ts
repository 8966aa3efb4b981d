import { createHash } from 'node:crypto';
import type { ResolvedScheduler } from '../../catalog/resolved';
import { sampleKey, type SamplePicture } from '../../decode/shared/picture';
import { hasNoiseLevels } from '../../render/words/noiseLevels';
import type { Schedule } from '../../schedulers/definition/schedule';

/** What the pictures of every schedule are made with. */
export interface PictureSources {
  readonly sample: SamplePicture;
  /** Names the state of things that the choice of an autoencoder depends on. */
  readonly autoencoders: string;
}

/**
 * Names what the step pictures of a schedule are made of: equal keys, equal pictures, whatever else was edited. Null for
 * discrete tokens, which have none.
 */
export function picturesKey(
  schedule: Schedule,
  { family, model }: Pick<ResolvedScheduler, 'family' | 'model'>,
  { sample, autoencoders }: PictureSources,
): string | null {
  if (!hasNoiseLevels(schedule)) return null;
  const { signal, noise, inputScale } = schedule.steps;
  const hash = createHash('sha1').update(JSON.stringify([family, model?.folder, sampleKey(sample), autoencoders]));
  for (const { buffer, byteOffset, byteLength } of [signal, noise, inputScale])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('base64');
}
