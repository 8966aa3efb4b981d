import { encode } from 'fast-png';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from '../decode/shared/picture';
import type { Inspection } from '../inspect/inspection';
import { DecodeClient } from '../decode/client';
import { embeddedAutoencoder } from '../decode/embedded';
import { StepPictures } from '../preview/pictures/stepPictures';
import { hasNoiseLevels } from '../render/words/noiseLevels';
import { stripSteps } from '../render/pictures/pictureStrip';
import { sideBySide } from '../render/pictures/sheet';
import { numbered } from './numbered';

const pictureSize = 256;

/**
 * Writes a row of decoded pictures for every schedule that could be computed: a sample picture noised to up to six of
 * its steps. Runs on the CPU, so that the same file comes out everywhere.
 */
export async function writeStrips(inspections: readonly Inspection[], out: string): Promise<void> {
  const client = new DecodeClient({
    processFile: join(__dirname, 'decode.js'),
    modelsFolder: join(__dirname, '..', 'models'),
    provider: 'cpu',
    log: () => undefined,
  });
  try {
    const source = new StepPictures(client);
    let written = 0;
    for (const { outcome, resolved } of inspections) {
      if (!outcome.ok || !hasNoiseLevels(outcome.schedule)) continue;
      const steps = stripSteps(outcome.schedule.steps.count);
      const { pictures } = await source.pictures(
        outcome.schedule,
        embeddedAutoencoder(resolved.family),
        steps,
        pictureSize,
      );
      await writeFile(numbered(out, written++), stripPng(pictures));
    }
    if (written === 0)
      throw new Error('There are no pictures to write: no schedule with noise levels could be computed.');
  } finally {
    client.dispose();
  }
}

/** Pictures of one size in a row as a PNG file. */
function stripPng(pictures: readonly Picture[]): Uint8Array {
  const side = pictures.at(0)?.height ?? 1;
  const { width, height, data } = sideBySide(pictures, side, Math.round(side / 32), 3);
  return encode({ width, height, data, channels: 3, depth: 8 });
}
