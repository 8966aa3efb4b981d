import { latentFormats } from '../../catalog/known/latentFamily';
import type { Autoencoder } from '../../decode/shared/autoencoder';
import type { Wanted } from '../../decode/find/autoencoderFinder';
import type { Choice } from '../../decode/find/chooseAutoencoder';
import { Pace } from '../../decode/find/cost';
import { sampleName, type Decoded } from '../../decode/shared/picture';
import type { Autoencoders } from '../../workbench/autoencoders';
import type { DownloadOffers } from '../../workbench/downloadOffers';
import type { SampleSetting } from '../../workbench/sampleSetting';
import type { DownloadPlan } from '../../hub/plan';
import type { Better, Offer, PicturesRequest } from '../protocol';

/** What decodes a request of the page's, and what the page should know about it. */
export interface PictureChoice {
  readonly autoencoder: Autoencoder;
  readonly why: readonly string[];
  readonly sample: string;
  readonly better: Better | null;
  readonly offer: Offer | null;
}

/** What the choice depends on. */
export interface ChoiceServices {
  readonly autoencoders: Pick<Autoencoders, 'choose'>;
  readonly offers: Pick<DownloadOffers, 'offer'>;
  readonly sample: Pick<SampleSetting, 'current'>;
}

/** Sides that a large picture is offered in, in pixels. */
const sizes = [256, 512] as const;

/** A picture that takes no longer is decoded without being asked for. */
const soonSeconds = 5;

/** Chooses what decodes pictures for the page: the quick autoencoder, and the better one that takes its time. */
export class PictureChoices {
  private readonly pace = new Pace();

  constructor(private readonly services: ChoiceServices) {}

  /**
   * @param alone a single picture is asked for, whose viewer is told what else there is
   * @throws Error with sentences when no autoencoder opens
   */
  async choose(wanted: Wanted, quality: PicturesRequest['quality'], alone: boolean): Promise<PictureChoice> {
    const { autoencoders, offers, sample } = this.services;
    const choice = await autoencoders.choose(wanted, quality === 'quick' ? 'strip' : 'large');
    const offer =
      alone && choice.candidate.kind === 'embedded' && quality === 'quick' ? await offers.offer(wanted.family) : null;
    return {
      autoencoder: choice.autoencoder,
      why: [...choice.why, ...choice.notices],
      sample: sampleName(sample.current()),
      better: alone && quality === 'quick' ? await this.betterThan(choice, wanted) : null,
      offer: offer && offerOf(offer),
    };
  }

  /** A decode has taken its time; what was kept from before took none. */
  observe({ autoencoder }: PictureChoice, { provider, milliseconds, pictures }: Decoded, size: number): void {
    if (provider === 'cpu' && milliseconds > 0 && pictures.length === 1)
      this.pace.observe(autoencoder.key, size ** 2, milliseconds);
  }

  private async betterThan(quick: Choice, wanted: Wanted): Promise<Better | null> {
    const best = await this.services.autoencoders.choose(wanted, 'large');
    if (best.autoencoder.key === quick.autoencoder.key) return null;
    const costs = sizes.map((size) => ({ size, ...this.pace.cost(best, size) }));
    const soon = costs.filter(({ seconds }) => seconds <= soonSeconds).at(-1);
    // A tiny autoencoder's large picture is as good as a small one of the model's own.
    const unasked = quick.candidate.kind === 'embedded' && soon ? soon.size : null;
    return { label: best.autoencoder.label, sizes: costs, unasked };
  }
}

function offerOf({ family, repository, approximateBytes, licence, destinationShown }: DownloadPlan): Offer {
  return { repository, models: latentFormats[family].label, approximateBytes, licence, destination: destinationShown };
}
