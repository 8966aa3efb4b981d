import type { Autoencoder } from './shared/autoencoder';
import { embeddedAutoencoder, linearAutoencoder } from './embedded';
import { DecodeError } from './shared/errors';
import { familyOf } from './shared/latentSpace';

/** How long an autoencoder that failed is not tried again. */
const restMilliseconds = 30_000;

/** Autoencoders that failed a while ago, and what decodes in their stead. */
export class StandIns {
  readonly #failures = new Map<string, { readonly error: DecodeError; readonly until: number }>();

  /**
   * What a work gives with this autoencoder; with its stand-in, and why, where it fails.
   * @throws what the work throws when there is nothing to stand in
   */
  async instead<T>(
    autoencoder: Autoencoder,
    work: (autoencoder: Autoencoder) => Promise<T>,
  ): Promise<{ readonly result: T; readonly whyStandIn: string | null }> {
    try {
      const recent = this.#recentFailure(autoencoder);
      if (recent) throw recent;
      return { result: await work(autoencoder), whyStandIn: null };
    } catch (error) {
      const standIn = standInAfter(error, autoencoder);
      if (!(error instanceof DecodeError) || !standIn) throw error;
      this.#remember(autoencoder, error);
      const { result } = await this.#orAfter(error, this.instead(standIn, work));
      return { result, whyStandIn: error.message };
    }
  }

  /** Where the stand-in fails as well, the first failure is the one to mend. */
  async #orAfter<T>(first: DecodeError, second: Promise<T>): Promise<T> {
    try {
      return await second;
    } catch (error) {
      throw error instanceof DecodeError ? first : error;
    }
  }

  #recentFailure({ key }: Autoencoder): DecodeError | null {
    const failure = this.#failures.get(key);
    if (failure && Date.now() < failure.until) return failure.error;
    this.#failures.delete(key);
    return null;
  }

  /** A file that changed is read anew at the next look, and memory may be free by then. */
  #remember({ key }: Autoencoder, error: DecodeError): void {
    if (error.fault === 'changed' || error.fault === 'memory' || this.#failures.has(key)) return;
    this.#failures.set(key, { error, until: Date.now() + restMilliseconds });
  }
}

/**
 * The autoencoder that ships for the same latents; where that failed itself, a linear map that needs no ONNX Runtime. Null when
 * nothing helps: the tensor is wrong, or nothing simpler is left.
 */
function standInAfter(error: unknown, autoencoder: Autoencoder): Autoencoder | null {
  if (!(error instanceof DecodeError) || error.fault === 'input') return null;
  const family = familyOf(autoencoder);
  if (family === null) return null;
  const standIns = [embeddedAutoencoder(family), linearAutoencoder(family)];
  const failed = standIns.findIndex(({ key }) => key === autoencoder.key);
  return standIns.at(failed + 1) ?? null;
}
