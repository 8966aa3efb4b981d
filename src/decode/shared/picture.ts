import type { Autoencoder } from './autoencoder';

/** A decoded picture: `rgb` holds height × width × 3 bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Numbers in C order; latents are as the denoising loop holds them (model space) unless said otherwise. */
export interface Latents {
  readonly data: Float32Array;
  /** [batch, channels, height, width] */
  readonly shape: readonly [number, number, number, number];
}

/** The pictures that ship with Sigmascope to be noised. */
export const shippedSamples = ['cat', 'coffee', 'astronaut'] as const;
export type ShippedSample = (typeof shippedSamples)[number];

/** A picture of the user's: PNG, JPEG or WebP. */
export interface PictureFile {
  /** Absolute path. */
  readonly file: string;
  /** Changes when the file does, e.g. its size and time of change. */
  readonly version: string;
}

/** The picture that is noised. */
export type SamplePicture = ShippedSample | PictureFile;

/** Identity of a sample's content, for keys. */
export function sampleKey(sample: SamplePicture): string {
  return typeof sample === 'string' ? sample : JSON.stringify([sample.file, sample.version]);
}

/** What a sample is called to the user: a file's without its folder. */
export function sampleName(sample: SamplePicture): string {
  return typeof sample === 'string' ? sample : (sample.file.split(/[\\/]/).at(-1) ?? sample.file);
}

/** Told how far a call is, in 0..1, and what it does now, in words for the user. */
export type Progress = (fraction: number, words: string) => void;

/** What decoding needs to offer; `src/decode` implements it, tests may too. */
export interface Decoder {
  /** The latents of a sample picture of `size` × `size` pixels, from the autoencoder's own encoder. */
  sampleLatents(
    autoencoder: Autoencoder,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Latents>;
  decode(autoencoder: Autoencoder, latents: Latents, signal?: AbortSignal, progress?: Progress): Promise<Decoded>;
}

export interface Decoded {
  readonly pictures: readonly Picture[];
  /** The provider that ran, and why not a better one (null when there is none better). */
  readonly provider: string;
  readonly whyNotBetter: string | null;
  /** What decoded, in words for the user, e.g. "embedded preview decoder (SD 1/2)". */
  readonly decoder: string;
  /** Why it was not the autoencoder that was asked for; absent when it was. */
  readonly whyStandIn?: string;
  readonly milliseconds: number;
}
