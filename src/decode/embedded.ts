import type { LatentFamily } from '../catalog/latentFamily';
import type { SamplePicture } from './picture';

/** An autoencoder of `models/`: two ONNX graphs in model space, `latents` [B,C,h,w] ↔ `image` [B,3,8h,8w] in −1..1. */
export interface EmbeddedAutoencoder {
  readonly name: string;
  readonly decoderFile: string;
  readonly encoderFile: string;
  /** What users read beside its pictures. */
  readonly label: string;
}

/** One autoencoder a latent family; each has a card beside its files that tells where its numbers come from. */
export const embeddedAutoencoders: Readonly<Record<LatentFamily, EmbeddedAutoencoder>> = {
  sd: embedded('sd1-tiny', 'embedded preview decoder (SD 1/2)'),
  sdxl: embedded('sdxl-linear', 'linear latent→RGB map (SDXL), colours only'),
  sd3: embedded('sd3-linear', 'linear latent→RGB map (SD3), colours only'),
  flux: embedded('flux-linear', 'linear latent→RGB map (FLUX.1), colours only'),
};

/** The pictures that ship, inside `models/`: squares of {@link sampleSide} pixels. */
export const sampleFiles: Readonly<Record<SamplePicture, string>> = {
  cat: 'samples/cat.jpg',
  coffee: 'samples/coffee.jpg',
  astronaut: 'samples/astronaut.jpg',
};

/** Side of the sample pictures in pixels, and so the largest size they can be encoded at. */
export const sampleSide = 512;

function embedded(name: string, label: string): EmbeddedAutoencoder {
  return { name, label, decoderFile: `${name}-decoder.onnx`, encoderFile: `${name}-encoder.onnx` };
}
