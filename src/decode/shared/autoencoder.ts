/** What an autoencoder is to everyone who decodes or encodes with it, wherever its numbers come from. */
import type { LatentFamily } from '../../catalog/known/latentFamily';

/** A file that weights are read from in place: what it was when its header was read, so that a change is noticed. */
export interface WeightFile {
  /** The real path, links resolved: ONNX Runtime refuses weights outside the folder it is told. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A network that a session can be made of. */
export type Network =
  /**
   * An ONNX file as it is, with external data beside it if it has any. The path is absolute, or the name of a file of
   * Sigmascope's own `models/`.
   */
  | { readonly kind: 'file'; readonly path: string }
  /** A linear map of a family in `models/linear-factors.json`, computed without ONNX Runtime; the path as above. */
  | {
      readonly kind: 'linear';
      readonly path: string;
      readonly family: LatentFamily;
      readonly role: 'decoder' | 'encoder';
    }
  /** A graph built here, whose initializers point into the user's own files by their base names. */
  | {
      readonly kind: 'graph';
      /** Names the graph and the versions of its files: equal keys are the same network. */
      readonly key: string;
      readonly onnx: Uint8Array;
      readonly weights: readonly WeightFile[];
      /** The same network layer by layer, where what it computes for an input is too large to be computed at once; else null. */
      readonly inStrips?: (shape: readonly number[]) => readonly StripLayer[] | null;
    };

/**
 * One layer of a network, which makes any strip of rows of its output from the same strip of its input and a few rows more.
 * Its graph's inputs are `reads`, `whole`, and the statistics of the first of `reads` if it is normalized: `mean` and `inverse_std`,
 * [1, channels, 1, 1]. Its outputs are `writes`. All are [batch, channels, height, width].
 */
export interface StripLayer {
  readonly onnx: Uint8Array;
  /** Tensors of earlier layers, or the network's input, read in strips. */
  readonly reads: readonly string[];
  /** Tensors that it reads whole for every strip. */
  readonly whole: readonly string[];
  readonly writes: readonly string[];
  /** Group norm of the first of `reads`: how many groups, and what is added to the variance; null when there is none. */
  readonly norm: { readonly groups: number; readonly epsilon: number } | null;
  /** Rows of input that it looks at beyond its strip, above and below. */
  readonly halo: number;
  /** Rows and columns of output for one of input. */
  readonly rate: number;
}

/**
 * The space the denoising loop works in, against the one the network takes:
 * raw = model · std / scaling + mean + shift, with a mean and a std for each channel; 0 and 1 where there are none.
 */
export interface LatentSpace {
  readonly channels: number;
  /** Image pixels per latent pixel. */
  readonly downscale: number;
  readonly scaling: number;
  readonly shift: number;
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
}

export interface Autoencoder {
  /** Identity of its content: equal keys decode equally, so pictures can be kept under it. */
  readonly key: string;
  /** In words for the user, e.g. "VAE of runwayml/stable-diffusion-v1-5 (AutoencoderKL, float16)". */
  readonly label: string;
  /**
   * The family whose model space these latents are in, where that is known: autoencoders of one family can stand in for
   * each other. Absent: told from the scaling, which leaves AutoencoderTiny (scaling 1) unknown.
   */
  readonly family?: LatentFamily;
  readonly space: LatentSpace;
  readonly decoder: Network;
  readonly encoder: Network | null;
  /** Black and white as the decoder gives and the encoder takes them; diffusers' own are −1 and 1. */
  readonly range: readonly [number, number];
  /** Bytes that decoding takes at its peak: weights and runtime, and so much more a decoded pixel. Estimates. */
  readonly memory: Memory & {
    /** The same for a picture of more than 512 × 512 pixels, where such are decoded in strips. */
    readonly inStrips?: Memory;
  };
}

export interface Memory {
  readonly fixed: number;
  readonly perPixel: number;
}
