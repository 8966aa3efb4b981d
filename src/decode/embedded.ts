import { latentFormats, type LatentFamily } from '../catalog/known/latentFamily';
import type { Autoencoder } from './shared/autoencoder';
import type { ShippedSample } from './shared/picture';

/** Embedded graphs are made for model space: what they take is what the denoising loop holds. */
interface Embedded {
  readonly name: string;
  /** What users read beside its pictures. */
  readonly label: string;
  /** Bytes at the peak of decoding, measured on Linux x64 with ONNX Runtime 1.30, rounded up. */
  readonly memory: Autoencoder['memory'];
}

const megabyte = 2 ** 20;
const linear = { fixed: 90 * megabyte, perPixel: 160 };

/** One autoencoder a latent family; each has a card beside its files that tells where its numbers come from. */
export const embeddedAutoencoders: Readonly<Record<LatentFamily, Embedded>> = {
  sd: {
    name: 'sd1-tiny',
    label: 'embedded preview decoder (SD 1/2)',
    memory: { fixed: 110 * megabyte, perPixel: 600 },
  },
  sdxl: { name: 'sdxl-linear', label: 'linear latent→RGB map (SDXL), colours only', memory: linear },
  sd3: { name: 'sd3-linear', label: 'linear latent→RGB map (SD3), colours only', memory: linear },
  flux: { name: 'flux-linear', label: 'linear latent→RGB map (FLUX.1), colours only', memory: linear },
};

/** The autoencoder that ships for a latent family; its files are named relative to `models/`. */
export function embeddedAutoencoder(family: LatentFamily): Autoencoder {
  const { name, label, memory } = embeddedAutoencoders[family];
  const { channels, downscale } = latentFormats[family];
  return {
    key: `embedded ${name}`,
    label,
    family,
    space: { channels, downscale, scaling: 1, shift: 0, mean: null, std: null },
    decoder: { kind: 'file', path: `${name}-decoder.onnx` },
    encoder: { kind: 'file', path: `${name}-encoder.onnx` },
    range: [-1, 1],
    memory,
  };
}

/** What shows a family's latents where ONNX Runtime cannot be used: a linear map, computed without it. */
export function linearAutoencoder(family: LatentFamily): Autoencoder {
  const { channels, downscale, label } = latentFormats[family];
  const path = 'linear-factors.json';
  return {
    key: `linear ${family}`,
    label: `linear latent→RGB map (${label}), colours only`,
    family,
    space: { channels, downscale, scaling: 1, shift: 0, mean: null, std: null },
    decoder: { kind: 'linear', path, family, role: 'decoder' },
    encoder: { kind: 'linear', path, family, role: 'encoder' },
    range: [-1, 1],
    memory: { fixed: 60 * megabyte, perPixel: 60 },
  };
}

/** The pictures that ship, inside `models/`: squares of {@link sampleSide} pixels. */
export const sampleFiles: Readonly<Record<ShippedSample, string>> = {
  cat: 'samples/cat.jpg',
  coffee: 'samples/coffee.jpg',
  astronaut: 'samples/astronaut.jpg',
};

/** Side of the sample pictures in pixels, and so the largest size they can be encoded at. */
export const sampleSide = 512;
