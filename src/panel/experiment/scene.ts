import { shippedSamples } from '../../decode/shared/picture';
import type { Scene } from '../../preview/experiment/experiment';
import type { ExperimentSubject } from '../protocol';
import { unwiredKeywords } from '../protocol/wire';
import type { PanelServices } from '../state/services';
import { changedRequest, noChanges } from '../shared/whatIf';
import type { Shown } from '../state/view';
import { wiredRequest } from '../state/wiredRequest';

/**
 * What an experiment with the scheduler shown is made of. Many pictures are decoded, so what decodes is what answers soon.
 * @throws Error with sentences when no autoencoder opens
 */
export async function sceneOf(
  { inspection }: Shown,
  { changes, settings }: ExperimentSubject,
  { autoencoders, sample }: Pick<PanelServices, 'autoencoders' | 'sample'>,
): Promise<Scene> {
  const wired = wiredRequest(inspection.resolved);
  const { autoencoder, why, notices } = await autoencoders.choose(inspection.resolved, 'strip');
  return {
    run: {
      ...changedRequest(wired, changes ?? noChanges),
      evenSigmas: wired.evenSigmas,
      stepArguments: unwiredKeywords(settings.stepArguments),
      seed: settings.seed,
      strength: settings.strength,
      initNoiseSigma: null,
      trainedPrediction: null,
    },
    autoencoder,
    why: [...why, ...notices],
    samples: settings.data === 'all' ? shippedSamples : [sample.current()],
    size: settings.size,
  };
}
