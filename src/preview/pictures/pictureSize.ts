import type { LatentSpace } from '../../decode/shared/autoencoder';

/** Image pixels for each latent pixel of the autoencoders that sizes are chosen for. */
const usualDownscale = 8;

/**
 * The side in pixels that an autoencoder decodes when a size is asked for: work and memory go with the latents, so one that
 * enlarges less than usual decodes as many of them and not more. A multiple of its downscale.
 */
export function decodedSize(size: number, { downscale }: Pick<LatentSpace, 'downscale'>): number {
  const most = downscale < usualDownscale ? (size * downscale) / usualDownscale : size;
  return downscale * Math.max(1, Math.round(most / downscale));
}
