import type { Candidate, Opened, PassedOver } from './candidate';
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
  /** Better ones by order, with the reasons; the most wanted first. */
  readonly passedOver: readonly PassedOver[];
  /** What would have been tried after it. */
  readonly others: readonly Candidate[];
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
 * unless the user prefers it; the large picture takes it.
 * @throws Error with sentences when none opens
 */
export async function chooseAutoencoder(found: Found, use: Use): Promise<Choice> {
  const passedOver: PassedOver[] = [...found.leftOut];
  const pass = ({ kind, label, place, weightBytes }: Candidate, reason: string): void =>
    void passedOver.push({ kind, label, place, weightBytes, reason });
  for (const [i, candidate] of found.candidates.entries()) {
    if (isTooSlow(candidate, use) && candidate.kind !== found.preferred) {
      pass(candidate, tooSlow(candidate));
      continue;
    }
    try {
      const opened = await candidate.open();
      const why = [candidate.why, ...passedOver.map(({ reason }) => reason)];
      return { ...opened, candidate, passedOver, others: found.candidates.slice(i + 1), why };
    } catch (error) {
      pass(
        candidate,
        `${candidate.label} could not be used: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  throw new Error(passedOver.map(({ reason }) => reason).join(' '));
}

function isTooSlow({ kind, weightBytes }: Candidate, { picture, gpu }: Use): boolean {
  return kind === 'own' && picture === 'strip' && !gpu && weightBytes > lightBytes;
}

function tooSlow({ label, weightBytes }: Candidate): string {
  return `The ${label} decodes only the large picture: with ${megabytes(weightBytes)} MB of weights it takes seconds a picture on the CPU. Choose it to decode everything with it.`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
