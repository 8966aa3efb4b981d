import type { Candidate, Opened } from './candidate';
import type { Found } from './findAutoencoders';

/** What the pictures are for, and what there is to decode them with. */
export interface Use {
  /** A strip or a hover wants many pictures at once; `large` is the one that is looked at. */
  readonly picture: 'strip' | 'large';
  /** A GPU has been proven right and fast on this machine. */
  readonly gpu: boolean;
}

export interface Choice extends Opened {
  readonly candidate: Candidate;
  /** Sentences for the user: why this one, and why not those before it. */
  readonly why: readonly string[];
}

/**
 * A VAE with at most so many bytes of weights decodes a strip on the CPU: 20 million weights in two bytes each. Time goes
 * with weights times pixels; a full KL VAE (84 million) takes 4 s for a picture of 256 pixels, a tiny one (2.4 million)
 * 0.2 s.
 */
export const lightBytes = 40_000_000;

/**
 * Opens the first candidate that works. Strips and hovers leave a model's own VAE out when it is heavy and there is no GPU,
 * unless the user chose it; the large picture takes it.
 */
export async function chooseAutoencoder(found: Found, use: Use): Promise<Choice> {
  const why: string[] = [...found.notices];
  for (const candidate of found.candidates) {
    if (isTooSlow(candidate, use)) {
      why.push(
        `The ${candidate.label} decodes only the large picture: with ${megabytes(candidate.weightBytes)} MB of weights it takes seconds a picture on the CPU. Choose it in the settings to decode everything with it.`,
      );
      continue;
    }
    try {
      return { ...(await candidate.open()), candidate, why: [candidate.why, ...why] };
    } catch (error) {
      why.push(`${candidate.label} could not be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(why.join(' '));
}

function isTooSlow({ kind, weightBytes }: Candidate, { picture, gpu }: Use): boolean {
  return kind === 'own' && picture === 'strip' && !gpu && weightBytes > lightBytes;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
