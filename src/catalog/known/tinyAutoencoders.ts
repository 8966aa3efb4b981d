import type { LatentFamily } from './latentFamily';

/**
 * The repository on the Hub with a family's tiny autoencoder (AutoencoderTiny at its root, MIT licence).
 * Source: madebyollin/taesd, README.md; the repositories' model cards.
 */
export const tinyAutoencoders: Readonly<Record<LatentFamily, string>> = {
  sd: 'madebyollin/taesd',
  sdxl: 'madebyollin/taesdxl',
  sd3: 'madebyollin/taesd3',
  flux: 'madebyollin/taef1',
};
