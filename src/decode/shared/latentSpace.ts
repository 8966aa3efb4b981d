/** Between the numbers that a network takes and gives, and the ones that everyone else works with. */
import { latentFamilies, latentFormats, type LatentFamily } from '../../catalog/known/latentFamily';
import type { Autoencoder, LatentSpace } from './autoencoder';
import { DecodeError } from './errors';
import type { Latents } from './picture';

type Range = Autoencoder['range'];

/**
 * Model space → raw space, a channel at a time: raw = model · std / scaling + mean + shift.
 * Source: diffusers, the decode step of the pipelines, e.g. pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py (mean
 * and std) and pipelines/flux/pipeline_flux.py (shift).
 * @throws DecodeError when the channels differ
 */
export function toRawSpace(latents: Latents, space: LatentSpace): Latents {
  checkChannels(latents, space);
  if (isIdentity(space)) return latents;
  return eachChannel(latents, (channel) => {
    const [mean, std] = statisticsOf(space, channel);
    return (value) => (value * std) / space.scaling + mean + space.shift;
  });
}

/** Raw space → model space, the inverse of {@link toRawSpace}. */
export function toModelSpace(latents: Latents, space: LatentSpace): Latents {
  checkChannels(latents, space);
  if (isIdentity(space)) return latents;
  return eachChannel(latents, (channel) => {
    const [mean, std] = statisticsOf(space, channel);
    return (raw) => ((raw - mean - space.shift) * space.scaling) / std;
  });
}

/** An image in the network's range → −1..1, not clamped; in place. */
export function toSymmetric(image: Float32Array, [black, white]: Range): Float32Array {
  if (black === -1 && white === 1) return image;
  const scale = 2 / (white - black);
  for (let i = 0; i < image.length; i++) image[i] = (image[i] - black) * scale - 1;
  return image;
}

/** An image in −1..1 → the network's range. */
export function fromSymmetric(image: Float32Array, [black, white]: Range): Float32Array {
  if (black === -1 && white === 1) return image;
  const half = (white - black) / 2;
  return image.map((value) => (value + 1) * half + black);
}

/** The family of an autoencoder's model space: what it says, or the one whose scaling, shift and channels it has. */
export function familyOf({ family, space }: Autoencoder): LatentFamily | null {
  if (family !== undefined) return family;
  if (space.mean !== null || space.std !== null) return null;
  const agrees = (name: LatentFamily): boolean => {
    const { channels, downscale, scaling, shift } = latentFormats[name];
    return (
      channels === space.channels && downscale === space.downscale && scaling === space.scaling && shift === space.shift
    );
  };
  return latentFamilies.find(agrees) ?? null;
}

function isIdentity({ scaling, shift, mean, std }: LatentSpace): boolean {
  return scaling === 1 && shift === 0 && mean === null && std === null;
}

function statisticsOf({ mean, std }: LatentSpace, channel: number): [mean: number, std: number] {
  return [mean?.[channel] ?? 0, std?.[channel] ?? 1];
}

function checkChannels({ shape }: Latents, { channels }: LatentSpace): void {
  if (shape[1] === channels) return;
  throw new DecodeError(
    'input',
    `These latents have ${shape[1]} channels, and the autoencoder's have ${channels}: they are of different families. Choose an autoencoder of the model's own family.`,
  );
}

function eachChannel({ data, shape }: Latents, conversion: (channel: number) => (value: number) => number): Latents {
  const [batch, channels, height, width] = shape;
  const plane = height * width;
  const converted = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const convert = conversion(channel);
    for (let b = 0; b < batch; b++) {
      const start = (b * channels + channel) * plane;
      for (let i = start; i < start + plane; i++) converted[i] = convert(data[i]);
    }
  }
  return { data: converted, shape };
}
