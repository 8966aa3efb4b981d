import type { Scene } from '../../preview/experiment/experiment';
import type { Origin } from '../../preview/pictures/pictureCache';
import type { Made } from '../protocol';

/** What decoded a picture of the experiment, and why that: first of all why something stood in. */
export function madeOf(
  { decoder, provider, whyStandIn, whyNotBetter }: Origin,
  { why = [] }: Pick<Scene, 'why'>,
): Made {
  const reasons = [whyStandIn ?? '', ...why, whyNotBetter ?? ''];
  return {
    decoder,
    provider,
    why: reasons.filter((reason) => reason !== ''),
  };
}
