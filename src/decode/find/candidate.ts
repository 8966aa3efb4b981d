import type { Autoencoder } from '../shared/autoencoder';

/** Where an autoencoder comes from. */
export type CandidateKind = 'chosen' | 'own' | 'tiny' | 'embedded';

/** An autoencoder that could be taken; nothing of its weights is read before it is opened. */
export interface Candidate {
  readonly kind: CandidateKind;
  /** In words for the user, e.g. "VAE of runwayml/stable-diffusion-v1-5". */
  readonly label: string;
  /** A sentence: why it is this one. */
  readonly why: string;
  /** Absolute path of its folder or file, or the words for what ships. */
  readonly place: string;
  /** Bytes of its weights on disk, for an estimate of what a picture costs. */
  readonly weightBytes: number;
  /** @throws Error with a sentence when it cannot be read */
  open(): Promise<Opened>;
}

/** An autoencoder that is not taken. */
export interface PassedOver extends Pick<Candidate, 'kind' | 'label' | 'place' | 'weightBytes'> {
  /** A sentence for the user: why not, and what to do about it. */
  readonly reason: string;
}

/** An autoencoder ready to decode with, and what had to be assumed about it. */
export interface Opened {
  readonly autoencoder: Autoencoder;
  readonly notices: readonly string[];
}
