import { describe, expect, it } from 'vitest';
import { DownloadOffers } from '../../src/workbench/downloadOffers';
import { planDownload } from '../../src/hub/plan';

/** What VS Code keeps for an extension; a window opened later reads the same. */
function memory(kept: Record<string, unknown> = {}) {
  return {
    kept,
    keys: () => Object.keys(kept),
    get: (name: string): unknown => kept[name],
    update: (name: string, value: unknown) => {
      kept[name] = value;
      return Promise.resolve();
    },
  };
}

const autoencoders = {
  offer: (family: 'sd' | 'sdxl' | 'sd3' | 'flux') => Promise.resolve(planDownload(family, '/cache')),
};

describe('an offer', () => {
  it('is made until the user says no, and not again in a later window', async () => {
    const first = memory();
    const offers = new DownloadOffers(autoencoders, first);
    expect((await offers.offer('sd'))?.repository).toBe('madebyollin/taesd');
    await offers.dismiss('sd');
    expect(await offers.offer('sd')).toBeNull();
    expect(await new DownloadOffers(autoencoders, memory(first.kept)).offer('sd')).toBeNull();
  });

  it('for other models is made all the same', async () => {
    const offers = new DownloadOffers(autoencoders, memory());
    await offers.dismiss('sd');
    expect((await offers.offer('flux'))?.repository).toBe('madebyollin/taef1');
  });

  it('is made when what was kept makes no sense', async () => {
    const offers = new DownloadOffers(autoencoders, memory({ 'sigmascope.dismissedDownloads': 'all' }));
    expect(await offers.offer('sd')).not.toBeNull();
  });
});
