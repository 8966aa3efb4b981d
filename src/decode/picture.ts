import type { LatentFamily } from '../catalog/latentFamily';

/** A decoded picture: `rgb` holds height × width × 3 bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Latents as the denoising loop holds them (model space), C order. */
export interface Latents {
  readonly data: Float32Array;
  /** [batch, channels, height, width] */
  readonly shape: readonly [number, number, number, number];
}

/** A picture that ships with Sigmascope to be noised. */
export type SamplePicture = 'cat' | 'coffee' | 'astronaut';

/** What decoding needs to offer; `src/decode` implements it, tests may too. */
export interface Decoder {
  /** The latents of a sample picture of `size` × `size` pixels, from the family's own encoder. */
  sampleLatents(family: LatentFamily, sample: SamplePicture, size: number, signal?: AbortSignal): Promise<Latents>;
  decode(family: LatentFamily, latents: Latents, signal?: AbortSignal): Promise<Decoded>;
}

export interface Decoded {
  readonly pictures: readonly Picture[];
  /** The provider that ran, and why not a better one (null when there is none better). */
  readonly provider: string;
  readonly whyNotBetter: string | null;
  /** What decoded, in words for the user, e.g. "embedded preview decoder (SD 1/2)". */
  readonly decoder: string;
  readonly milliseconds: number;
}
